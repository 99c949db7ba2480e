import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reelay } from '../../../dev/browser/reelay.ts';
import { killBrowser } from '../../../dev/chaos/faults.ts';
import { MIB } from '../../../lib/base/byte-units.ts';
import { idsIn } from '../../../lib/recording/message.ts';
import type { Snapshot } from '../../../lib/recording/snapshot.ts';
import { type CrashStage, expectFinished, openCrashStage, recordAWhile } from '../support/crash-stage.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import { readRows } from '../support/stored-rows.ts';

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
    await reelay.close();
  },
);

test.skipIf(disk === null)(
  'a disk without a single free byte costs neither the recording nor the list, even if the browser is killed then',
  async () => {
    const first = await stage.launch();
    const struck = await recordAWhile(stage, first);
    await expect.poll(() => heldBytes(first), { timeout: PATIENCE_MS }).toBe(16 * MIB);
    // So that something is left to send.
    stage.receiver.setBandwidth(30_000);
    disk?.fill(0);
    const hasEnded = ({ current }: Snapshot) => current !== null && current.sealedBytes !== null;
    const { current } = await first.inspector.waitFor(hasEnded, PATIENCE_MS);
    expect(await heldBytes(first)).toBe(0);
    expect(current?.warning).toBeNull();
    await killBrowser(first);

    const second = await stage.launch();
    disk?.makeRoom();
    stage.receiver.setBandwidth(null);
    const report = await expectFinished(stage, second, struck);
    expect(report.size).toBe(current?.sealedBytes);
    const row = async () => (await readRows(second.inspector.page)).find(({ id }) => id === struck.recordingId);
    await expect.poll(async () => (await row())?.state).toBe('complete');
    const { title, problem = null } = (await row()) ?? {};
    expect(title).toBe(current?.title);
    expect(idsIn(problem)).toContain('spool.diskFull');
  },
);

/** Bytes that are held on the disk for the browser. */
async function heldBytes(reelay: Reelay): Promise<number> {
  return await reelay.inspector.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    return (await (await root.getFileHandle('ballast')).getFile()).size;
  });
}
