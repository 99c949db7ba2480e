import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { LIGHT_PAGE } from '../../../dev/browser/light-load.ts';
import type { Reelay } from '../../../dev/browser/reelay.ts';
import { doubtsAbout, type Expectation, playBack } from '../../../dev/demo/play-back.ts';
import { BARCODE_MODULUS } from '../../../dev/pages/barcode.ts';
import { type Receiver, startReceiver } from '../../../dev/receiver/receiver.ts';
import type { SessionReport } from '../../../dev/receiver/session-report.ts';
import { CHUNK_UNIT_BYTES } from '../../../lib/base/byte-units.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import type { Source } from '../../../lib/recording/source.ts';
import { isLive } from '../../../lib/recording/state.ts';
import type { Settings } from '../../../lib/settings/settings.ts';
import { borrowBrowser, type Devices, FILM_SECONDS, startBrowser } from './shared-browser.ts';

const FRAMES_PER_SECOND = 30;
const PATIENCE_MS = 60_000;

/** Small chunks and quick retries, so that a recording of a few seconds is uploaded in many chunks. */
export const QUICK_SETTINGS = { chunkBytes: CHUNK_UNIT_BYTES, retryBaseMs: 100 } satisfies Partial<Settings>;

/** A browser with the extension, a receiver, and a page to record in the foreground. */
export interface Stage extends AsyncDisposable {
  readonly reelay: Reelay;
  readonly receiver: Receiver;
  readonly page: Page;
}

/** How it is set up. */
interface StageOptions extends Devices {
  /** The page to record, at the receiver; a lightweight one when omitted. */
  readonly pagePath?: string;
  /** Settings added to {@link QUICK_SETTINGS}, or replacing them. */
  readonly settings?: Partial<Settings>;
  /** Whether a test deliberately makes the extension's content security policy block something; false when omitted. */
  readonly breaksPolicy?: boolean;
}

/**
 * Sets one up in the browser that all files share, or in its own browser if the camera or the microphone differs. The
 * tests of a file share it: see {@link useStage}.
 */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const { pagePath = LIGHT_PAGE, settings, breaksPolicy = false, ...devices } = options;
  await using failing = new AsyncDisposableStack();
  const receiver = failing.use(await startReceiver());
  const needsItsOwn = Object.keys(devices).length > 0;
  const browser = failing.use(
    needsItsOwn ? await startBrowser(devices, { breaksPolicy }) : await borrowBrowser({ breaksPolicy }),
  );
  const { reelay } = browser;
  await reelay.inspector.setSettings({ ...QUICK_SETTINGS, ...settings });
  const page = await reelay.openPage(`${receiver.origin}${pagePath}`);
  const disposal = failing.move();
  return { reelay, receiver, page, [Symbol.asyncDispose]: () => disposal.disposeAsync() };
}

/**
 * A stage for the tests of a file: opened before the first and closed after the last. A retried test starts without
 * anything that the first try left running.
 */
export function useStage(options: StageOptions = {}): Stage {
  let stage: Stage | null = null;
  const opened = (): Stage => {
    if (stage === null) throw new Error('The stage is not open.');
    return stage;
  };
  beforeAll(async () => {
    stage = await openStage(options);
  });
  beforeEach(async ({ task }) => {
    if ((task.result?.retryCount ?? 0) > 0) await endWhatRuns(opened());
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
  });
  return {
    get reelay() {
      return opened().reelay;
    },
    get receiver() {
      return opened().receiver;
    },
    get page() {
      return opened().page;
    },
    [Symbol.asyncDispose]: async () => stage?.[Symbol.asyncDispose](),
  };
}

/** Ends the recording in progress, if any, with a trouble-free server to finish at. */
async function endWhatRuns({ reelay: { inspector }, receiver, page }: Stage): Promise<void> {
  receiver.clearFaults();
  receiver.setBandwidth(null);
  await receiver.resumeNetwork();
  const { current } = await inspector.look();
  if (current !== null && isLive(current.state)) {
    await inspector.send('background/stop', { id: current.id });
    await inspector.waitFor(({ current: now }) => now === null || !isLive(now.state), PATIENCE_MS);
  }
  await page.bringToFront();
}

/** A recording in progress, and where it's sent. */
export interface Running {
  readonly recordingId: string;
  readonly sessionId: string;
}

/** Starts a recording in the popup, to a new upload URL. */
export async function start(
  { reelay, receiver, page }: Stage,
  source: Source = 'tab',
  microphone = source === 'camera',
): Promise<Running> {
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source, microphone });
  return { recordingId, sessionId };
}

/** Resolves to the recording once it satisfies `holds`. */
export async function until(
  { reelay }: Stage,
  { recordingId }: Running,
  holds: (recording: RecordingSnapshot) => boolean,
): Promise<RecordingSnapshot> {
  const { current } = await reelay.inspector.waitFor(
    ({ current }) => current !== null && current.id === recordingId && holds(current),
    PATIENCE_MS,
  );
  if (current === null) throw new Error('Nothing is recorded.');
  return current;
}

/** Stops the recording as a page does, and waits until it's complete. */
export async function stopAndComplete({ reelay }: Stage, { recordingId }: Running): Promise<RecordingSnapshot> {
  await reelay.inspector.send('background/stop', { id: recordingId });
  return await reelay.waitForComplete(recordingId, PATIENCE_MS);
}

/** Stops it in the popup, which shows how it completes. */
export async function stopInPopup({ reelay, page }: Stage, { recordingId }: Running): Promise<RecordingSnapshot> {
  const { popup } = await reelay.stopRecording(page);
  const complete = await reelay.waitForComplete(recordingId, PATIENCE_MS);
  expect(await popup.waitForStatus('Complete')).toMatch(/^Complete/);
  await popup.close();
  return complete;
}

/** The shortest possible recording, complete on the server. */
export async function recordShortly(stage: Stage, source: 'tab' | 'camera'): Promise<Running> {
  const running = await start(stage, source);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  await stopAndComplete(stage, running);
  return running;
}

/** Expects that the server holds what the spool holds, and saw nothing that a careful client wouldn't do. */
export async function expectIdentical(stage: Stage, { recordingId, sessionId }: Running): Promise<SessionReport> {
  const spool = await stage.reelay.inspector.digestSpool(recordingId);
  const report = await stage.receiver.session(sessionId);
  expect(report).toMatchObject({ state: 'complete', size: spool.bytes, total: spool.bytes, sha256: spool.sha256 });
  expect(spool.bytes).toBeGreaterThan(0);
  expect(report.journal).toEqual([]);
  return report;
}

/** The tab's own sound. */
export const TAB_HZ = 440;

/** What to expect of a recording of the page or the camera. */
export const EXPECTED = {
  tab: { frameNumbersModulo: BARCODE_MODULUS, toneHz: TAB_HZ },
  camera: { frameNumbersModulo: FILM_SECONDS * FRAMES_PER_SECOND, toneHz: null },
} as const satisfies Record<string, Expectation>;

/**
 * Expects that the received file plays, with the frame numbers and the sound of what was recorded. Resolves to its
 * tones, in Hz.
 */
export async function expectPlays(
  { reelay, receiver }: Stage,
  { sessionId }: Running,
  expected: Expectation,
): Promise<readonly number[]> {
  const examination = await playBack(reelay.browser, receiver.origin, `/uploads/${sessionId}/file`);
  expect(doubtsAbout(examination, expected)).toEqual([]);
  return examination.audio?.tonesHz ?? [];
}

/** The ranges of the requests that carried bytes, `[start, end)`, in order of arrival. */
export function sentRanges({ requests }: SessionReport): [start: number, end: number][] {
  return requests.flatMap(({ contentRange }) => {
    const [, first, last] = /^bytes (\d+)-(\d+)\//.exec(contentRange ?? '') ?? [];
    return first === undefined || last === undefined ? [] : [[Number(first), Number(last) + 1]];
  });
}
