import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Reelay } from '../../../dev/browser/reelay.ts';
import { type CrashStage, openCrashStage, recordAWhile, stopRecording } from '../support/crash-stage.ts';
import { readRows } from '../support/stored-rows.ts';

const PATIENCE_MS = 60_000;

/** The part of the extension APIs used in its page. */
declare const chrome: { readonly runtime: { sendMessage(message: unknown): Promise<unknown> } };

let stage: CrashStage;
beforeAll(async () => {
  stage = await openCrashStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

test('a catalog that does not fit the files is repaired at the next start: nothing is lost, and what can continue does', async () => {
  const [withoutRow, withoutFile, aheadOfFile, unreadable, older, over] = Array.from({ length: 6 }, () => randomUUID());
  if (!withoutRow || !withoutFile || !aheadOfFile || !unreadable || !older || !over) throw new Error('There are six.');
  const first = await stage.launch();
  const { recordingId, sessionId } = await recordAWhile(stage, first);
  await stopRecording(first);
  await stage.receiver.completed(sessionId, { signal: AbortSignal.timeout(PATIENCE_MS) });
  await first.waitForComplete(recordingId, PATIENCE_MS);
  const { bytes } = await first.inspector.digestSpool(recordingId);
  const olderSession = await stage.receiver.mint();

  const inside = await openInside(first);
  const rows = await readRows(inside);
  const good = rows.find(({ id }) => id === recordingId);
  if (good === undefined) throw new Error('The recording is not in the catalog.');
  const { uploadPaused: _paused, uploadUrl: _url, session: _session, ...old } = good;
  for (const id of [withoutRow, aheadOfFile, unreadable, older]) await copyFiles(inside, recordingId, id);
  const unfinished = { ...good, state: 'finishing', session: null, protocol: null };
  await putRows(inside, [
    { ...unfinished, id: withoutFile },
    { ...unfinished, id: aheadOfFile, ackedBytes: bytes + 1, sealedBytes: null, state: 'recording' },
    { id: unreadable, title: 'What is left', state: 'melted' },
    {
      ...old,
      id: older,
      state: 'recording',
      sealedBytes: null,
      ackedBytes: 0,
      target: { uploadUrl: olderSession.url },
    },
    // As an earlier version stored it: with the minting endpoint, its headers, and the URL.
    {
      ...old,
      id: over,
      state: 'failed',
      target: { endpoint: 'https://mint.example/?key=SECRET', headers: { Authorization: 'SECRET' } },
      uploadUrl: 'https://uploads.example/a/b?token=SECRET',
    },
  ]);
  await first.close();

  const second = await stage.launch();
  // A record that only lacks newer fields continues by itself.
  await stage.receiver.completed(olderSession.id, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const after = await openInside(second);
  const repaired = new Map((await readRows(after)).map((row) => [row.id, row]));
  expect(repaired.get(recordingId)).toEqual(good);
  expect(repaired.get(withoutRow)).toMatchObject({ state: 'blocked', sealedBytes: bytes, mimeType: 'video/webm' });
  expect(repaired.get(withoutFile)).toMatchObject({ state: 'failed', problem: { id: 'spool.fileMissing' } });
  expect(repaired.get(aheadOfFile)).toMatchObject({ state: 'blocked', ackedBytes: 0, sealedBytes: bytes });
  expect(repaired.get(unreadable)).toMatchObject({ state: 'blocked', title: 'What is left', sealedBytes: bytes });
  expect(repaired.get(over)).toMatchObject({ state: 'failed', target: { unknown: true } });
  expect(JSON.stringify(repaired.get(over))).not.toContain('SECRET');
  const waiting = second.inspector.snapshot.others.filter(({ state }) => state === 'blocked').map(({ id }) => id);
  expect(waiting.toSorted()).toEqual([withoutRow, aheadOfFile, unreadable].toSorted());

  // With a new URL, what was found is uploaded in full.
  const { id: foundSession, url: uploadUrl } = await stage.receiver.mint();
  const answer = await after.evaluate(
    (id, target) => chrome.runtime.sendMessage({ name: 'background/use-new-url', data: { id, target } }),
    withoutRow,
    { uploadUrl },
  );
  expect(answer).toMatchObject({ ok: true });
  await stage.receiver.completed(foundSession, { signal: AbortSignal.timeout(PATIENCE_MS) });
  const { sha256, size } = await stage.receiver.session(foundSession);
  expect({ sha256, bytes: size }).toEqual(await second.inspector.digestSpool(recordingId));
  expect((await stage.receiver.session(olderSession.id)).sha256).toBe(sha256);
  await second.close();
});

test('a catalog that is gone is restored from the copies beside the files, and rebuilt from the files without one', async () => {
  const first = await stage.launch();
  const inside = await openInside(first);
  const before = await readRows(inside);
  const copied = new Set(await idsWithCopy(inside));
  await loseCatalog(inside);
  await first.close();

  const second = await stage.launch();
  const withFile = before.filter(({ state }) => state !== 'failed');
  const after = await openInside(second);
  await expect.poll(async () => (await readRows(after)).length, { timeout: PATIENCE_MS }).toBe(withFile.length);
  const rows = new Map((await readRows(after)).map((row) => [row.id, row]));
  expect(copied.size).toBeGreaterThan(1);
  expect(copied.size).toBeLessThan(withFile.length);
  for (const row of withFile) {
    if (copied.has(row.id)) expect(rows.get(row.id)).toEqual(row);
    else expect(rows.get(row.id)).toMatchObject({ state: 'blocked', problem: { id: 'spool.withoutRow' } });
  }
  await second.close();
});

test('a catalog that is lost while the browser runs is restored when the recordings page finds it so', async () => {
  const reelay = await stage.launch();
  const { recordingId, sessionId } = await recordAWhile(stage, reelay);
  await stopRecording(reelay);
  await stage.receiver.completed(sessionId, { signal: AbortSignal.timeout(PATIENCE_MS) });
  await reelay.waitForComplete(recordingId, PATIENCE_MS);
  const inside = await openInside(reelay);
  const before = (await readRows(inside)).find(({ id }) => id === recordingId);
  // Its engine stays for a moment.
  await delay(3_000);
  await loseCatalog(inside);
  await reelay.openPage(`chrome-extension://${reelay.extension.id}/recordings.html`);
  await expect
    .poll(async () => (await readRows(inside)).find(({ id }) => id === recordingId), { timeout: PATIENCE_MS })
    .toEqual(before);
  await reelay.close();
});

/** Empties it, as the browser does with a damaged database. */
async function loseCatalog(inside: Page): Promise<void> {
  await inside.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('reelay');
      request.addEventListener('success', () => resolve(request.result));
    });
    const transaction = database.transaction('recordings', 'readwrite');
    transaction.objectStore('recordings').clear();
    await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    database.close();
  });
}

async function idsWithCopy(inside: Page): Promise<string[]> {
  return await inside.evaluate(async () => {
    const recordings = await (await navigator.storage.getDirectory()).getDirectoryHandle('recordings');
    const ids: string[] = [];
    for await (const [id, folder] of recordings.entries()) {
      if (!(folder instanceof FileSystemDirectoryHandle)) continue;
      for await (const name of folder.keys()) if (name === 'row') ids.push(id);
    }
    return ids;
  });
}

async function openInside(reelay: Reelay): Promise<Page> {
  return await reelay.openPage(`chrome-extension://${reelay.extension.id}/manifest.json`);
}

async function putRows(inside: Page, rows: readonly unknown[]): Promise<void> {
  await inside.evaluate(async (values) => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open('reelay');
      request.addEventListener('success', () => resolve(request.result));
    });
    const transaction = database.transaction('recordings', 'readwrite');
    for (const value of values) transaction.objectStore('recordings').put(value);
    await new Promise((resolve) => transaction.addEventListener('complete', resolve));
    database.close();
  }, rows);
}

async function copyFiles(inside: Page, fromId: string, toId: string): Promise<void> {
  await inside.evaluate(
    async (from, to) => {
      const recordings = await (await navigator.storage.getDirectory()).getDirectoryHandle('recordings');
      const [source, target] = [
        await recordings.getDirectoryHandle(from),
        await recordings.getDirectoryHandle(to, { create: true }),
      ];
      for (const name of ['media', 'marks']) {
        const file = await (await source.getFileHandle(name)).getFile();
        const writable = await (await target.getFileHandle(name, { create: true })).createWritable();
        await writable.write(file);
        await writable.close();
      }
    },
    fromId,
    toId,
  );
}
