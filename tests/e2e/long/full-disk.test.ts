import { afterAll, beforeAll, expect, test } from 'vitest';
import { idsIn } from '../../../lib/recording/message.ts';
import { type CrashStage, expectFinished, openCrashStage, recordAWhile } from '../support/crash-stage.ts';
import { makeSmallDisk } from '../support/small-disk.ts';

const MB = 1_000_000;
const PATIENCE_MS = 60_000;
const disk = makeSmallDisk(300);
if (disk === null)
  console.log('Skipped: a full disk is tested on a small one of its own, and only root can mount that.');

let stage: CrashStage;
beforeAll(async () => {
  if (disk !== null) stage = await openCrashStage(disk.directory);
});
afterAll(async () => {
  await stage?.[Symbol.asyncDispose]();
  disk?.[Symbol.dispose]();
});

test.skipIf(disk === null)(
  'a disk that fills up ends the recording with a warning before and a sentence after; what was recorded arrives and plays',
  async () => {
    const reelay = await stage.launch();
    const struck = await recordAWhile(stage, reelay);
    const { warning = null } = reelay.inspector.snapshot.current ?? {};
    expect(idsIn(warning).join()).toMatch(/spool.nearlyFull(?:Soon|For)/);
    disk?.fill(3 * MB);
    const { current } = await reelay.inspector.waitFor(
      ({ current }) => current !== null && current.sealedBytes !== null,
      PATIENCE_MS,
    );
    // It may also say how much no longer fit on the disk.
    expect(idsIn(current?.problem ?? null)).toContain('spool.diskFull');
    expect(current?.warning).toBeNull();
    await stage.receiver.completed(struck.sessionId, { signal: AbortSignal.timeout(PATIENCE_MS) });
    // It was uploaded from the full disk, but a page that plays it may need some disk space itself.
    disk?.makeRoom();
    const report = await expectFinished(stage, reelay, struck);
    expect(report.size).toBeGreaterThan(MB);
  },
);
