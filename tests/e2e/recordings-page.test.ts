import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatBytes } from '../../lib/words/format.ts';
import { expectAccessible } from './support/axe.ts';
import { RecordingsPage } from './support/recordings-page.ts';
import { type Running, recordShortly, start, until, useStage } from './support/stage.ts';
import { plant, storedRecordings } from './support/stored-recordings.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The part of the extension APIs used in the inspector's page. */
declare const chrome: {
  readonly runtime: { sendMessage(message: unknown): Promise<unknown> };
};

const stage = useStage();
let recordings: RecordingsPage;
let tab: Running;
let camera: Running;

beforeAll(async () => {
  tab = await recordShortly(stage, 'tab');
  camera = await recordShortly(stage, 'camera');
  recordings = await RecordingsPage.open(stage);
});

/** Sends a message to the background as a page does. */
async function ask(name: string, data: unknown): Promise<{ ok: boolean; sentence?: string }> {
  return recordings.page.evaluate(
    (message) =>
      (
        globalThis as unknown as { chrome: { runtime: { sendMessage(message: unknown): Promise<never> } } }
      ).chrome.runtime.sendMessage(message),
    { name, data },
  );
}

test('every recording is listed, newest first, with its size and state', async () => {
  await recordings.page.bringToFront();
  const order = await recordings.page.$$eval('article', (cards) =>
    cards.map((card) => card.getAttribute('data-recording')),
  );
  expect(order).toEqual([camera.recordingId, tab.recordingId]);
  for (const [{ recordingId }, source] of [
    [tab, 'Tab'],
    [camera, 'Camera'],
  ] as const) {
    const { bytes } = await stage.reelay.inspector.digestSpool(recordingId);
    await recordings.waitForText(recordingId, formatBytes(bytes));
    const text = await recordings.text(recordingId);
    expect(text).toContain('Complete');
    expect(text).toContain(source);
    expect(await recordings.buttons(recordingId)).toEqual(['Play', 'Save a copy', 'Log', 'Delete']);
  }
  const headings = await recordings.page.$$eval('h1, article h2', (all) => all.map(({ textContent }) => textContent));
  expect(headings).toEqual(['Recordings', expect.stringContaining('.y4m'), 'Frame counter']);
});

test('its picture is drawn when it comes into view', async () => {
  await recordings.page.waitForSelector(`article[data-recording="${tab.recordingId}"] img`);
});

test('it plays in the page, knows its length, and can be seeked in', async () => {
  // A short file is soon read to the end, which tells the player its length: what matters is that it knew before.
  await recordings.page.evaluate(() => {
    const begin = ({ target }: Event) => {
      document.body.dataset['lengthAtBegin'] = String((target as HTMLVideoElement).duration);
    };
    document.addEventListener('play', begin, { capture: true, once: true });
  });
  await recordings.press(tab.recordingId, 'Play');
  const played = await recordings.page.waitForFunction(() => {
    const video = document.querySelector('video');
    return (
      video !== null && video.currentTime > 0.3 && !video.paused && Number.isFinite(video.duration) && video.duration
    );
  });
  const durationSeconds = Number(await played.jsonValue());
  expect(durationSeconds).toBeGreaterThan(0.5);
  const lengthAtBegin = await recordings.page.evaluate(() => Number(document.body.dataset['lengthAtBegin']));
  expect(lengthAtBegin).toBe(durationSeconds);
  const url = await recordings.page.$eval('video', (video) => video.src);
  const at = await recordings.page.$eval('video', async (video) => {
    video.pause();
    const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = video.duration / 2;
    await seeked;
    return { seconds: video.currentTime, focused: document.activeElement === video };
  });
  expect(at.seconds).toBeCloseTo(durationSeconds / 2, 1);
  expect(at.focused).toBe(true);
  // As if from another window of the page.
  const answer = await stage.reelay.inspector.page.evaluate(
    (id) => chrome.runtime.sendMessage({ name: 'background/delete', data: { id } }),
    tab.recordingId,
  );
  expect(answer).toMatchObject({ ok: false, reason: { id: 'control.playing' } });
  await recordings.page.keyboard.press('Escape');
  await recordings.page.waitForSelector('dialog', { hidden: true });
  // The file is released with the dialog, and the focus is back where it was.
  await recordings.page.waitForFunction(
    (src) =>
      fetch(src).then(
        () => false,
        () => true,
      ),
    {},
    url,
  );
  const focused = () => document.activeElement?.ariaLabel ?? document.activeElement?.textContent;
  expect(await recordings.page.evaluate(focused)).toBe('Play');
});

test.each(['WebM', 'MP4'])('a copy saved as %s has a duration and can be seeked in', async (format) => {
  await recordings.press(tab.recordingId, 'Save a copy');
  await recordings.page.locator(`article[data-recording="${tab.recordingId}"] ::-p-text(${format})`).click();
  await recordings.press(tab.recordingId, 'Save');
  await recordings.waitForText(tab.recordingId, `.${format.toLowerCase()}:`);
  expect(await recordings.text(tab.recordingId)).toMatch(
    /Saved Reelay tab \d{4}-\d\d-\d\d \d\d\.\d\d\.\w+: [\d.]+ [kM]B, 00:00:0\d\./,
  );
  const copy = await recordings.page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('copies');
    const files: File[] = [];
    for await (const handle of folder.values()) files.push(await (handle as FileSystemFileHandle).getFile());
    const last = files.toSorted((a, b) => b.lastModified - a.lastModified)[0];
    const video = document.createElement('video');
    video.muted = true;
    video.src = URL.createObjectURL(last ?? new Blob());
    await new Promise((resolve) => video.addEventListener('loadedmetadata', resolve, { once: true }));
    const { duration } = video;
    const seeked = new Promise((resolve) => video.addEventListener('seeked', resolve, { once: true }));
    video.currentTime = duration / 2;
    await seeked;
    return { duration, seekable: video.seekable.end(0), at: video.currentTime };
  });
  expect(copy.duration).toBeGreaterThan(0.5);
  expect(copy.seekable).toBe(copy.duration);
  expect(copy.at).toBeCloseTo(copy.duration / 2, 1);
  await recordings.press(tab.recordingId, 'OK');
});

test('its own log is there, of this recording alone, and says how long it is kept', async () => {
  await recordings.press(tab.recordingId, 'Log');
  await recordings.waitForText(tab.recordingId, 'Complete: the server confirmed');
  const count = async (selector: string) => (await recordings.page.$$(`${selector} [data-level]`)).length;
  const own = await count('[role="log"][aria-label="Log of Frame counter"]');
  expect(own).toBeGreaterThan(0);
  expect(own).toBeLessThan(await count('[role="log"][aria-label="Log"]'));
  expect(await recordings.text(tab.recordingId)).toContain('kept until you close the browser');
  await recordings.press(tab.recordingId, 'Log');
});

test('a live one shows how it gets on, and cannot be deleted', async () => {
  const live = await start(stage);
  await until(stage, live, ({ ackedBytes }) => ackedBytes > 0);
  await recordings.page.bringToFront();
  await recordings.waitForText(live.recordingId, 'Recording tab');
  const before = await recordings.text(live.recordingId);
  expect(before).toMatch(/ of [\d.]+ [kM]B uploaded/);
  const buttons = await recordings.buttons(live.recordingId);
  expect(buttons).toContain('Save a copy');
  expect(buttons).not.toContain('Delete');
  expect(buttons).not.toContain('Play');
  expect(await ask('background/delete', { id: live.recordingId })).toEqual({
    ok: false,
    reason: { id: 'control.beingMade' },
  });
  await recordings.press(live.recordingId, 'Stop recording');
  await recordings.waitForText(live.recordingId, 'Complete');
  expect((await storedRecordings(recordings)).folders).toContain(live.recordingId);

  await recordings.press(live.recordingId, 'Delete');
  expect(await recordings.dialog()).toContain('fully uploaded');
  await recordings.answer('Keep');
  await recordings.page.waitForSelector('dialog', { hidden: true });
  expect((await storedRecordings(recordings)).rows).toContain(live.recordingId);
  await recordings.press(live.recordingId, 'Delete');
  await recordings.answer('Delete');
  await recordings.waitForGone(live.recordingId);
  const stored = await storedRecordings(recordings);
  expect(stored.rows).not.toContain(live.recordingId);
  expect(stored.folders).not.toContain(live.recordingId);
  expect(stage.reelay.inspector.snapshot.current).toBeNull();
});

test('says what is wrong when the list cannot be read, and offers the files', async () => {
  const { page } = recordings;
  const failing = await page.evaluateOnNewDocument(() => {
    indexedDB.open = () => {
      throw new Error('The database is damaged.');
    };
  });
  await page.reload();
  const alert = await page.waitForSelector('.trouble[role="alert"]');
  expect(await alert?.evaluate((element) => element.textContent)).toContain('The database is damaged.');
  expect(await recordings.buttons(tab.recordingId)).toEqual(['Play', 'Save a copy']);
  await page.removeScriptToEvaluateOnNewDocument(failing.identifier);
  await page.reload();
  await recordings.waitForText(tab.recordingId, 'Complete');
});

describe('what does not fit together', () => {
  const unreadable = randomUUID();
  const withoutRecord = 'left-behind';
  const withoutFile = randomUUID();

  beforeAll(async () => {
    await plant(recordings, tab.recordingId, unreadable, { startedAtMs: 'never' as never }, true);
    await plant(recordings, tab.recordingId, withoutRecord, null, true);
    await plant(recordings, tab.recordingId, withoutFile, { startedAtMs: Date.now() - DAY_MS, title: 'Gone' }, false);
    await recordings.page.reload();
  });

  test('is listed: a record that cannot be read, a file without one, a record without a file', async () => {
    expect(await recordings.text(unreadable)).toContain('Recording with unreadable details');
    expect(await recordings.text(withoutRecord)).toContain('Recording without details');
    expect(await recordings.text(withoutFile)).toContain('Its file is no longer on this computer.');
    expect(await recordings.buttons(unreadable)).toEqual(['Play', 'Save a copy', 'Delete']);
    expect(await recordings.buttons(withoutFile)).toEqual(['Log', 'Delete']);
  });

  test('axe finds nothing in light and dark colours, nor in the dialog that asks', async () => {
    await expectAccessible(recordings.page);
    await recordings.press(withoutRecord, 'Delete');
    expect(await recordings.dialog()).toContain('may be the only copy');
    await expectAccessible(recordings.page);
    await recordings.answer('Keep');
  });

  test('is deleted at once when it is selected, and nothing else', async () => {
    for (const id of [unreadable, withoutRecord, withoutFile]) await recordings.select(id);
    await recordings.page.locator('::-p-aria([name="Delete selected"][role="button"])').click();
    expect(await recordings.dialog()).toContain('Delete 3 recordings?');
    await recordings.answer('Delete');
    for (const id of [unreadable, withoutRecord, withoutFile]) await recordings.waitForGone(id);
    const kept = [camera.recordingId, tab.recordingId].toSorted();
    const { rows, folders } = await storedRecordings(recordings);
    expect({ rows: rows.toSorted(), folders: folders.toSorted() }).toEqual({ rows: kept, folders: kept });
  });
});

describe('with nothing on this computer', () => {
  beforeAll(async () => {
    for (const id of (await storedRecordings(recordings)).rows) await ask('background/delete', { id });
  });

  test('it says how to begin, and axe finds nothing in light and dark colours', async () => {
    await recordings.page.waitForSelector('.empty');
    await expectAccessible(recordings.page);
  });
});
