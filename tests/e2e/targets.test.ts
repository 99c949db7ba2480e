import type { Page } from 'puppeteer-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { paste } from '../../dev/browser/paste.ts';
import type { Popup } from '../../dev/browser/popup.ts';
import type { Reelay } from '../../dev/browser/reelay.ts';
import { type Receiver, startReceiver } from '../../dev/receiver/receiver.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { textOf } from './support/new-url.ts';
import { stopAndComplete, useStage } from './support/stage.ts';
import { clearField, isDisabled, waitForLine } from './support/upload-line.ts';

const UNIT_BYTES = 256 * 1024;
const FIELD = 'Upload URL';

const stage = useStage();
let reelay: Reelay;
let page: Page;
/** Each test gets its own. */
let receiver: Receiver;

beforeEach(async () => {
  ({ reelay, page } = stage);
  receiver = await startReceiver();
  return () => receiver.stop();
});

/** The popup with a URL in its field. */
async function popupWith(uploadUrl: string): Promise<Popup> {
  const popup = await reelay.openPopup(page);
  await popup.fill({ uploadUrl, source: 'tab' });
  return popup;
}

/** Resolves when a recording has got that far. */
async function until(holds: (recording: RecordingSnapshot) => boolean, timeoutMs = 15_000): Promise<RecordingSnapshot> {
  const { current } = await reelay.inspector.waitFor(
    (snapshot) => snapshot.current !== null && holds(snapshot.current),
    timeoutMs,
  );
  if (current === null) throw new Error('Nothing is recorded.');
  return current;
}

/** Stops the recording, and compares what arrived in a session with what is on disk. */
async function stopAndCompare({ id }: RecordingSnapshot, sessionId: string): Promise<void> {
  await stopAndComplete(stage, { recordingId: id, sessionId });
  const { bytes, sha256 } = await reelay.inspector.digestSpool(id);
  expect(await receiver.session(sessionId)).toMatchObject({ state: 'complete', size: bytes, sha256, journal: [] });
  expect(bytes).toBeGreaterThan(UNIT_BYTES);
}

async function put(url: string, range: string, bytes: number): Promise<number> {
  const { status } = await fetch(url, {
    method: 'PUT',
    headers: { 'Content-Range': range },
    body: new Uint8Array(bytes),
  });
  return status;
}

describe('the line below the upload URL', () => {
  it('says that a fresh URL is ready, how it is spoken to, and when it ends', async () => {
    const { url } = await receiver.mint();
    const popup = await popupWith(`${url}&expires=${Math.round(Date.now() / 1_000) + 3_500}`);
    const line = await waitForLine(popup.page, FIELD, 'ready');
    expect(line).toBe('✓ ready · resumable (Content-Range) · 58 min left');
    await popup.close();

    // The popup remembers the URL, and asks about it when it's reopened.
    const again = await reelay.openPopup(page);
    await waitForLine(again.page, FIELD, 'ready');
    await again.fill({ uploadUrl: `${url}&expires=${Math.round(Date.now() / 1_000) + 300}`, source: 'tab' });
    const soon = await waitForLine(again.page, FIELD, 'ready');
    expect(soon).toMatch(/This URL expires soon\. A longer recording will need a new one\. [45]:\d\d left\.$/);
    expect(await isDisabled(again.page, 'Start recording')).toBe(false);
    await again.close();
  });

  it('says that a URL was used or is finished, and prevents a start with it', async () => {
    const used = await receiver.mint();
    await put(used.url, `bytes 0-${UNIT_BYTES - 1}/*`, UNIT_BYTES);
    const finished = await receiver.mint();
    await put(finished.url, 'bytes 0-9/10', 10);

    const popup = await popupWith(used.url);
    await waitForLine(popup.page, FIELD, 'has been used before');
    expect(await isDisabled(popup.page, 'Start recording')).toBe(true);
    await popup.press('Start recording');
    await popup.fill({ uploadUrl: finished.url, source: 'tab' });
    await waitForLine(popup.page, FIELD, 'There is already a file at this address.');
    expect(await isDisabled(popup.page, 'Start recording')).toBe(true);
    await popup.close();
    expect(reelay.inspector.snapshot.current).toBeNull();
  });

  it('says that a URL is gone, and that a server cannot be reached', async () => {
    const gone = await receiver.mint();
    receiver.addFault({ on: { sessionId: gone.id, kind: 'query' }, times: 9, do: { status: 410 } });
    const popup = await popupWith(gone.url);
    await waitForLine(popup.page, FIELD, 'no longer exists (410)');
    expect(await isDisabled(popup.page, 'Start recording')).toBe(true);

    await receiver.pauseNetwork();
    await popup.fill({ uploadUrl: (await receiver.mint()).url, source: 'tab' });
    await waitForLine(popup.page, FIELD, 'can’t be reached right now');
    expect(await isDisabled(popup.page, 'Start recording')).toBe(false);
    await popup.close();
  });
});

describe('a minting endpoint', () => {
  async function openOptions(): Promise<Page> {
    return await reelay.openPage(`chrome-extension://${reelay.extension.id}/options.html`);
  }

  async function setEndpoint(address: string): Promise<Page> {
    const options = await openOptions();
    await paste(options, '::-p-aria([name="Address"][role="textbox"])', address);
    await options.keyboard.press('Tab');
    await textOf(options, 'Saved: minting endpoint.');
    return options;
  }

  afterEach(async () => {
    const options = await openOptions();
    await clearField(options, 'Address');
    await options.keyboard.press('Tab');
    await textOf(options, 'Saved: no minting endpoint.');
    await options.close();
  });

  it('is tried out in the settings, and shows nothing of the URL that is secret', async () => {
    const options = await setEndpoint(receiver.mintUrl);
    await options.locator('::-p-aria([name="Try it"][role="button"])').click();
    await textOf(options, 'It works');
    const [id = ''] = receiver.sessionIds();
    const text = await options.evaluate(() => document.body.textContent);
    expect(text).toContain(`${receiver.origin}/…/${id.slice(0, 4)}…`);
    expect(text).not.toContain('token');
    await options.close();
  });

  it('gives each recording a URL of its own, and another one when a session dies', async () => {
    await (await setEndpoint(receiver.mintUrl)).close();
    const popup = await reelay.openPopup(page);
    await clearField(popup.page, FIELD);
    await waitForLine(popup.page, FIELD, '127.0.0.1 creates a new upload URL for each recording.');
    await popup.press('Start recording');
    const recording = await until(({ state, ackedBytes }) => state === 'recording' && ackedBytes > 0);
    await popup.close();
    const [first = ''] = receiver.sessionIds();
    expect(receiver.sessionIds()).toHaveLength(1);

    // The query confirms it: a single refusal would only raise doubts.
    receiver.addFault({ on: { sessionId: first }, times: 99, do: { status: 410 } });
    await expect.poll(() => receiver.sessionIds().length, { timeout: 10_000 }).toBe(2);
    const [second = ''] = receiver.sessionIds();
    await until(({ ackedBytes }) => ackedBytes > UNIT_BYTES);
    await stopAndCompare(recording, second);
    expect((await receiver.session(first)).requests.at(-1)).toMatchObject({ status: 410 });
  });
});
