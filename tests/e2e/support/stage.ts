import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';
import { buildExtension } from '../../../dev/browser/build-extension.ts';
import { LIGHT_FLAGS, LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import { Reelay } from '../../../dev/browser/reelay.ts';
import { doubtsAbout, playBack } from '../../../dev/demo/play-back.ts';
import { BARCODE_MODULUS } from '../../../dev/pages/barcode.ts';
import { writeBursts } from '../../../dev/pages/wav.ts';
import { writeY4m } from '../../../dev/pages/y4m.ts';
import { type Receiver, startReceiver } from '../../../dev/receiver/receiver.ts';
import type { SessionReport } from '../../../dev/receiver/session-report.ts';
import { CHUNK_UNIT_BYTES } from '../../../lib/base/byte-units.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import type { Settings } from '../../../lib/settings/settings.ts';

const FILM_SECONDS = 10;
const FRAMES_PER_SECOND = 30;
const PATIENCE_MS = 60_000;

/** Small chunks and quick retries, so that a recording of seconds is uploaded in many of them. */
export const QUICK_SETTINGS: Partial<Settings> = { chunkBytes: CHUNK_UNIT_BYTES, retryBaseMs: 100 };

/** A browser with the extension, a receiver, and a page to record in front. */
export interface Stage extends AsyncDisposable {
  readonly reelay: Reelay;
  readonly receiver: Receiver;
  readonly page: Page;
}

/** How it is set up. */
interface StageOptions {
  /** The page to record, at the receiver; one that is light on the machine when absent. */
  readonly pagePath?: string;
  /** Whether the camera shows nothing but noise, which no codec can make small, instead of frames that count. */
  readonly cameraNoise?: boolean;
  /** What the microphone hears, in bursts: nothing at 0. Chromium's own beeps when absent. */
  readonly microphoneHz?: number;
}

/** Sets one up; its camera shows a film that counts frames. To be shared by the tests of a file. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { pagePath = LIGHT_PAGE, cameraNoise = false, microphoneHz } = options;
  await using failing = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'reelay-stage-'));
  failing.defer(() => rm(directory, { recursive: true, force: true }));
  const filmPath = join(directory, 'camera.y4m');
  await writeY4m({ path: filmPath, seconds: FILM_SECONDS, noise: cameraNoise ? 'everywhere' : true });
  const soundPath = join(directory, 'microphone.wav');
  if (microphoneHz !== undefined) await writeBursts(soundPath, microphoneHz);
  const logPath = join(directory, 'browser.log');
  // Checked last, when the browser has closed: nothing that any test of the file did broke the extension's policy.
  failing.defer(async () => expect(await policyReports(logPath)).toEqual([]));
  const receiver = failing.use(await startReceiver());
  const reelay = failing.use(
    await Reelay.launch({
      extensionDirectory: buildExtension(),
      camera: { filmPath },
      ...(microphoneHz === undefined ? {} : { soundPath }),
      flags: [...LIGHT_FLAGS, '--enable-logging', `--log-file=${logPath}`],
    }),
  );
  await reelay.inspector.setSettings(QUICK_SETTINGS);
  const page = await reelay.openPage(`${receiver.origin}${pagePath}`);
  const disposal = failing.move();
  return { reelay, receiver, page, [Symbol.asyncDispose]: () => disposal.disposeAsync() };
}

/** What pages, documents and workers reported as forbidden by a content security policy; a report a line. */
export async function policyReports(logPath: string): Promise<string[]> {
  const lines = (await readFile(logPath, 'utf8')).split('\n');
  return lines.filter((line) => /Content Security Policy/i.test(line));
}

/** A recording that runs, and where it goes. */
export interface Running {
  readonly recordingId: string;
  readonly sessionId: string;
}

/** Starts a recording through the popup, to a new upload URL. */
export async function start(
  { reelay, receiver, page }: Stage,
  source: 'tab' | 'camera' = 'tab',
  microphone = source === 'camera',
): Promise<Running> {
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source, microphone });
  return { recordingId, sessionId };
}

/** Resolves when the recording satisfies `holds`. */
export async function until(
  { reelay }: Stage,
  { recordingId }: Running,
  holds: (recording: RecordingSnapshot) => boolean,
): Promise<void> {
  await reelay.inspector.waitFor(
    ({ current }) => current !== null && current.id === recordingId && holds(current),
    PATIENCE_MS,
  );
}

/** Stops through the popup and waits until the recording is complete. */
export async function stopAndComplete({ reelay, page }: Stage, { recordingId }: Running): Promise<RecordingSnapshot> {
  const { popup } = await reelay.stopRecording(page);
  const complete = await reelay.waitForComplete(recordingId, PATIENCE_MS);
  expect(await popup.waitForStatus('Complete')).toMatch(/^Complete/);
  await popup.close();
  return complete;
}

/** The server holds what the spool holds, and noticed nothing that a careful client does not do. */
export async function expectIdentical(stage: Stage, { recordingId, sessionId }: Running): Promise<SessionReport> {
  const spool = await stage.reelay.inspector.digestSpool(recordingId);
  const report = await stage.receiver.session(sessionId);
  expect(report).toMatchObject({ state: 'complete', size: spool.bytes, total: spool.bytes, sha256: spool.sha256 });
  expect(spool.bytes).toBeGreaterThan(0);
  expect(report.journal).toEqual([]);
  return report;
}

/** The received file plays, with the frame numbers and the sound of what was recorded. */
export async function expectPlays(stage: Stage, { sessionId }: Running, source: 'tab' | 'camera'): Promise<void> {
  const { browser } = stage.reelay;
  const examination = await playBack(browser, stage.receiver.origin, `/uploads/${sessionId}/file`);
  const expected =
    source === 'tab'
      ? { frameNumbersModulo: BARCODE_MODULUS, toneHz: 440 }
      : { frameNumbersModulo: FILM_SECONDS * FRAMES_PER_SECOND, toneHz: null };
  expect(doubtsAbout(examination, expected)).toEqual([]);
}

/** The ranges of the requests that brought bytes, `[start, end)`, in the order in which they came. */
export function sentRanges({ requests }: SessionReport): [start: number, end: number][] {
  return requests.flatMap(({ contentRange }) => {
    const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(contentRange ?? '') ?? [];
    return first === undefined || last === undefined ? [] : [[Number(first), Number(last) + 1]];
  });
}
