import { setTimeout as delay } from 'node:timers/promises';
import { elapsedMs } from '../../lib/recording/elapsed.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive } from '../../lib/recording/state.ts';
import { doubtsAbout, playBack } from '../demo/play-back.ts';
import { BARCODE_MODULUS } from '../pages/barcode.ts';
import type { Arena } from './arena.ts';
import { describeExtension } from './describe-extension.ts';
import type { Blow, RunPlan } from './plan.ts';
import { readPackets } from './read-packets.ts';

const PATIENCE_MS = 60_000;
/** What is not taken up at the start of a worker is taken up when its alarm wakes the next, or the one after that. */
const COMPLETE_PATIENCE_MS = 150_000;
const TONE_HZ = 440;
/** How much of the log is shown when something is not as it should be. */
const LOG_LINES = 20;

/** How a run went. */
export interface RunResult {
  readonly noisy: boolean;
  /** Those that struck something. */
  readonly blows: readonly Blow[];
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes that were reported as on disk and are not at the server. */
  readonly lostBytes: number;
  /** From each start of the extension to the first request of the upload after it. */
  readonly resumedMs: readonly number[];
  /**
   * How much longer it was being recorded, when the extension was ended, than what arrived lasts: what was not on disk yet.
   * Null when it had ended before.
   */
  readonly missingMs: number | null;
  /** What is not as it should be, in sentences. */
  readonly doubts: readonly string[];
}

/** Makes one recording, does to it what is planned, and compares. `plays`: whether it is played back, too. */
export async function runOnce(arena: Arena, plan: RunPlan, plays: boolean): Promise<RunResult> {
  const { id: sessionId, url: uploadUrl } = await arena.receiver.mint();
  arena.receiver.setBandwidth(plan.bytesPerSecond);
  await arena.set(plan.camera);
  const page = await arena.openPage(plan.noisy && !plan.camera);
  const { id } = await arena.reelay.startRecording(page, { uploadUrl, source: plan.camera ? 'camera' : 'tab' });
  await arena.reelay.inspector.waitFor(({ current }) => (current?.spooledBytes ?? 0) > 0, PATIENCE_MS);

  const struck: Blow[] = [];
  const startsMs: number[] = [];
  let spooledBytes = 0;
  let endedAfterMs: number | null = null;
  const look = async (): Promise<RecordingSnapshot | null> => {
    const { current, others } = await arena.reelay.inspector.look();
    const recording = [current, ...others].find((each) => each?.id === id) ?? null;
    spooledBytes = Math.max(spooledBytes, recording?.spooledBytes ?? 0);
    return recording;
  };
  for (const planned of plan.blows) {
    await delay(planned.afterMs);
    const before = await look();
    const struckAtMs = Date.now();
    const outcome = await arena.strike(planned);
    if (outcome === 'missed') continue;
    struck.push(planned.blow);
    if (outcome === null) continue;
    startsMs.push(outcome);
    if (before !== null && isLive(before.state)) endedAfterMs ??= elapsedMs(before.elapsed, struckAtMs);
  }
  await delay(plan.stopAfterMs);
  await stopIfLive(arena, plan, look);
  arena.receiver.setBandwidth(null);

  const doubts: string[] = [];
  await arena.receiver
    .completed(sessionId, { signal: AbortSignal.timeout(COMPLETE_PATIENCE_MS) })
    .catch(async () => doubts.push(`It did not complete: ${JSON.stringify(await look())}`));
  const report = await arena.receiver.session(sessionId);
  const spool = await arena.reelay.inspector.digestSpool(id);
  if (spool.bytes !== report.size || spool.sha256 !== report.sha256) {
    doubts.push(`The server holds ${report.size} bytes, the disk ${spool.bytes}, and they are not the same.`);
  }
  for (const { kind, detail } of report.journal) {
    // What was sent and not answered may be sent again; it has to be the same.
    if (kind !== 'overlap') doubts.push(`The receiver noticed: ${kind}: ${detail}`);
  }
  const lostBytes = Math.max(0, spooledBytes - report.size);
  if (lostBytes > 0) doubts.push(`${lostBytes} bytes that were on disk are lost.`);
  const seconds = await secondsOf(arena.receiver.filePath(sessionId), doubts);
  if (plays) doubts.push(...(await doubtsOfPlayback(arena, sessionId)));
  if (doubts.length > 0) {
    doubts.push(...(await arena.reelay.inspector.readLog(LOG_LINES)), ...(await describeExtension(arena.reelay)));
  }
  const resumedMs = startsMs.flatMap((startMs) => {
    const first = report.requests.find(({ atMs }) => atMs >= startMs);
    return first === undefined ? [] : [first.atMs - startMs];
  });
  const missingMs = endedAfterMs === null ? null : Math.round(endedAfterMs - seconds * 1_000);
  const noisy = plan.noisy || plan.camera;
  return { noisy, blows: struck, bytes: report.size, seconds, lostBytes, resumedMs, missingMs, doubts };
}

async function stopIfLive(
  arena: Arena,
  { camera }: RunPlan,
  look: () => Promise<RecordingSnapshot | null>,
): Promise<void> {
  const recording = await look();
  // The camera goes on when the tab that it was started from is closed.
  const page = (await arena.recordedPage()) ?? (camera ? await arena.openPage(false) : null);
  if (recording === null || !isLive(recording.state) || page === null) return;
  const popup = await arena.reelay.openPopup(page);
  const status = await popup.status();
  // It may have ended by itself while the popup opened.
  if (/^(?:Recording|Paused)/.test(status)) await popup.press('Stop recording');
  await popup.close();
}

async function secondsOf(path: string, doubts: string[]): Promise<number> {
  try {
    return (await readPackets(path)).seconds;
  } catch (error) {
    doubts.push(`It cannot be read to its end: ${error instanceof Error ? error.message : String(error)}`);
    return 0;
  }
}

async function doubtsOfPlayback(arena: Arena, sessionId: string): Promise<readonly string[]> {
  const { receiver, reelay } = arena;
  const examination = await playBack(reelay.browser, receiver.origin, `/uploads/${sessionId}/file`);
  return doubtsAbout(examination, { frameNumbersModulo: BARCODE_MODULUS, toneHz: TONE_HZ });
}
