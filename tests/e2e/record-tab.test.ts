import { expect, test, vi } from 'vitest';
import { BARCODE_MODULUS } from '../../dev/pages/barcode.ts';
import { CHUNK_UNIT_BYTES, MIB } from '../../lib/base/byte-units.ts';
import { MICROPHONE_HZ } from './support/shared-browser.ts';
import {
  expectIdentical,
  expectPlays,
  QUICK_SETTINGS,
  type Running,
  sentRanges,
  start,
  stopAndComplete,
  stopInPopup,
  TAB_HZ,
  until,
  useStage,
} from './support/stage.ts';

/** The recording ends, and is uploaded, within seconds. */
const PATIENCE_MS = 20_000;
const LOG_LINES = 40;
/** Long enough for a burst of microphone sound in the middle. */
const RECORDED_MS = 3_000;

const stage = useStage();
let first: Running;

test('a tab arrives byte for byte and plays, with its frame numbers, its sound and the microphone’s, the popup closed all the while', async () => {
  const { reelay, receiver, page } = stage;
  const { id: sessionId, url: uploadUrl } = await receiver.mint({ dialect: { reportsHash: 'crc32c' } });
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source: 'tab', microphone: true });
  first = { recordingId, sessionId };
  await until(stage, first, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
  const targets = reelay.browser.targets().map((target) => target.url());
  expect(targets.filter((url) => url.endsWith('/popup.html'))).toEqual([]);
  const { mimeType } = await stopInPopup(stage, first);
  expect(mimeType).toBe('video/webm;codecs=vp9,opus');
  await expectIdentical(stage, first);
  const tones = await expectPlays(stage, first, { frameNumbersModulo: BARCODE_MODULUS, toneHz: null });
  const has = (hz: number) => tones.some((tone) => Math.abs(tone - hz) <= 20);
  expect({ tab: has(TAB_HZ), microphone: has(MICROPHONE_HZ), tones }).toMatchObject({ tab: true, microphone: true });
  // The log gets it at its own pace, not together with the state.
  const log = async () => (await reelay.inspector.readLog(LOG_LINES)).join('\n');
  await expect.poll(log).toContain('"algorithm":"crc32c","id":"upload.checksumAgrees"');
});

test('the next one starts at byte 0 of its own URL, sends early, and continues while the service worker is dead', async () => {
  const before = await stage.receiver.session(first.sessionId);
  await stage.reelay.inspector.setSettings({ ...QUICK_SETTINGS, chunkBytes: 8 * MIB, sendEarlySeconds: 1 });
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stage.reelay.stopServiceWorker();
  const { size } = await stage.receiver.session(running.sessionId);
  await vi.waitUntil(async () => (await stage.receiver.session(running.sessionId)).size > size + 500_000, PATIENCE_MS);

  // A popup opened now shows it running and offers to pause and stop, but not to change the upload URL.
  const popup = await stage.reelay.openPopup(stage.page);
  expect(await popup.waitForStatus('Recording')).toMatch(/^Recording/);
  expect(await popup.page.$('::-p-aria([name="Upload URL"][role="textbox"])')).toBeNull();
  await popup.press('Pause');
  await until(stage, running, ({ state }) => state === 'paused');
  await popup.press('Resume');
  await until(stage, running, ({ state }) => state === 'recording');
  await popup.close();
  const { spooledBytes } = await stopAndComplete(stage, running);
  await stage.reelay.inspector.setSettings(QUICK_SETTINGS);

  // Before a chunk was full, and in units.
  expect(spooledBytes).toBeLessThan(8 * MIB);
  const ranges = sentRanges(await expectIdentical(stage, running));
  expect(ranges[0]?.[0]).toBe(0);
  expect(ranges.length).toBeGreaterThan(2);
  expect(ranges.slice(0, -1).filter(([, end]) => end % CHUNK_UNIT_BYTES !== 0)).toEqual([]);
  expect(await stage.receiver.session(first.sessionId)).toEqual(before);
});
