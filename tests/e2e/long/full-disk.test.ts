import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import type { Reelay } from '../../../dev/browser/reelay.ts';
import { killBrowser } from '../../../dev/chaos/faults.ts';
import { MIB } from '../../../lib/base/byte-units.ts';
import { idsIn } from '../../../lib/recording/message.ts';
import type { Snapshot } from '../../../lib/recording/snapshot.ts';
import {
  type CrashStage,
  closeRecordedPage,
  expectFinished,
  openCrashStage,
  recordAWhile,
  stopRecording,
} from '../support/crash-stage.ts';
import { filesIn } from '../support/files-in.ts';
import { makeSmallDisk } from '../support/small-disk.ts';
import { readRows } from '../support/stored-rows.ts';

const MB = 1_000_000;
const PATIENCE_MS = 60_000;
/** On a disk in memory, a file that grows needs space for each of these bytes. */
const PAGE_BYTES = 4096;
/** No entry in the browser's log of file names is as short. */
const LEAST_ENTRY_BYTES = 90;
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

test.skipIf(disk === null)(
  'a recording that is only uploaded gives the held space back when the list needs it, and what was ordered then stays so',
  async () => {
    const first = await stage.launch();
    const { recordingId: id, sessionId } = await recordAWhile(stage, first);
    await expect.poll(() => heldBytes(first), { timeout: PATIENCE_MS }).toBe(16 * MIB);
    stage.receiver.setBandwidth(30_000);
    await stopRecording(first);
    await closeRecordedPage(first);
    disk?.fill(0);
    // Sooner or later the list needs another block of the disk.
    const ordered = async () => {
      await first.inspector.send('background/pause-upload', { id });
      await first.inspector.send('background/resume-upload', { id });
      return heldBytes(first);
    };
    await expect.poll(ordered, { timeout: PATIENCE_MS }).toBe(0);
    await first.inspector.send('background/cancel-upload', { id });
    const { current } = await first.inspector.waitFor(({ current }) => current?.state === 'blocked', PATIENCE_MS);
    expect(current?.warning).toBeNull();
    await killBrowser(first);
    disk?.makeRoom();
    const { size } = await stage.receiver.session(sessionId);
    stage.receiver.setBandwidth(null);

    const second = await stage.launch();
    const row = async () => (await readRows(second.inspector.page)).find((other) => other.id === id);
    const cancelled = { state: 'blocked', problem: { id: 'problem.cancelledHere' } };
    await expect.poll(row, { timeout: PATIENCE_MS }).toMatchObject(cancelled);
    await second.inspector.waitFor(
      ({ current, others }) => [current, ...others].some((other) => other?.id === id && other.state === 'blocked'),
      PATIENCE_MS,
    );
    expect((await stage.receiver.session(sessionId)).size).toBe(size);
    await second.close();
  },
);

test.skipIf(disk === null)(
  'a full disk gets the held space back also while an earlier recording is still uploaded',
  async () => {
    const reelay = await stage.launch();
    await recordAWhile(stage, reelay);
    await expect.poll(() => heldBytes(reelay), { timeout: PATIENCE_MS }).toBe(16 * MIB);
    stage.receiver.setBandwidth(30_000);
    await stopRecording(reelay);
    await closeRecordedPage(reelay);
    const page = await reelay.openPage(`${stage.receiver.origin}${LIGHT_PAGE}`);
    const { url: uploadUrl } = await stage.receiver.mint();
    const { id } = await reelay.startRecording(page, { uploadUrl, source: 'tab' });
    const second = ({ current }: Snapshot) => (current?.id === id ? current : null);
    await reelay.inspector.waitFor((snapshot) => (second(snapshot)?.spooledBytes ?? 0) > MB, PATIENCE_MS);
    disk?.fill(0);
    const hasEnded = (snapshot: Snapshot) => (second(snapshot)?.sealedBytes ?? null) !== null;
    const { current } = await reelay.inspector.waitFor(hasEnded, PATIENCE_MS);
    expect(await heldBytes(reelay)).toBe(0);
    expect(current?.warning).toBeNull();
    await reelay.close();
    disk?.makeRoom();
    stage.receiver.setBandwidth(null);
  },
);

test.skipIf(disk === null)(
  'half a file name that a full disk left behind costs no recording of the next days',
  async () => {
    const first = await stage.launch();
    await expect.poll(() => tearNames(first), { timeout: PATIENCE_MS }).toBe(true);
    await killBrowser(first);
    disk?.makeRoom();

    const second = await stage.launch();
    const struck = await recordAWhile(stage, second);
    await stopRecording(second);
    await closeRecordedPage(second);
    await expectFinished(stage, second, struck);
    await second.close();

    const third = await stage.launch();
    await expectFinished(stage, third, struck);
  },
);

/** Fills the disk so that an entry of the browser's log of file names is cut off. Whether it was; else there is room again. */
async function tearNames(reelay: Reelay): Promise<boolean> {
  await moveNamesToEdge(reelay);
  disk?.fill(0);
  // The browser itself may just have deleted something, and so made room for the entry.
  const isTorn = !(await createFile(reelay)) && namesBytes() % PAGE_BYTES === 0;
  if (!isTorn) disk?.makeRoom();
  return isTorn;
}

/** Creates and deletes files until the next entry in the browser's log of file names needs another page of the disk. */
async function moveNamesToEdge(reelay: Reelay): Promise<void> {
  while (namesBytes() % PAGE_BYTES < PAGE_BYTES - LEAST_ENTRY_BYTES) await createFile(reelay);
}

/** Creates a file with a name of some length in the extension's storage, and deletes it. Whether it could. */
async function createFile({ inspector }: Reelay): Promise<boolean> {
  return await inspector.page.evaluate(async () => {
    try {
      const root = await navigator.storage.getDirectory();
      const name = 'x'.repeat(1 + Math.floor(Math.random() * 50));
      await root.getFileHandle(name, { create: true });
      await root.removeEntry(name);
      return true;
    } catch {
      return false;
    }
  });
}

/** The size of the log in which the browser keeps the names of the extension's files. */
function namesBytes(): number {
  const log = filesIn(stage.profileDirectory).find((path) => /File System.*Paths.*\.log$/.test(path));
  return log === undefined ? 0 : statSync(log).size;
}

/** Bytes that are held on the disk for the browser. */
async function heldBytes(reelay: Reelay): Promise<number> {
  return await reelay.inspector.page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    return (await (await root.getFileHandle('ballast')).getFile()).size;
  });
}
