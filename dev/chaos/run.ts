import { setTimeout as delay } from 'node:timers/promises';
import { elapsedMs } from '../../lib/recording/elapsed.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive } from '../../lib/recording/state.ts';
import { doubtsAbout, playBack } from '../demo/play-back.ts';
import { BARCODE_MODULUS } from '../pages/barcode.ts';
import { describeExtension } from './describe-extension.ts';
import type { Fault, RunPlan } from './plan.ts';
import { readPackets } from './read-packets.ts';
import type { ChaosRig } from './rig.ts';

const PATIENCE_MS = 60_000;
/** An upload that isn't resumed when a worker starts is resumed when the alarm wakes the next one, or the one after. */
const COMPLETE_PATIENCE_MS = 150_000;
const TONE_HZ = 440;
/** How many log lines to show when something is wrong. */
const LOG_LINES = 20;

/** How a run went. */
export interface RunResult {
  readonly noisy: boolean;
  /** Those that hit something. */
  readonly faults: readonly Fault[];
  readonly bytes: number;
  readonly seconds: number;
  /** Bytes that were reported as on disk but aren't at the server. */
  readonly lostBytes: number;
  /** From each start of the extension to the first request of the upload after it. */
  readonly resumedMs: readonly number[];
  /**
   * How much had been recorded but not yet written to disk when the extension ended, compared with what arrived. Null when
   * the recording had ended before.
   */
  readonly missingMs: number | null;
  /** What is wrong, in sentences. */
  readonly doubts: readonly string[];
}

/** Makes one recording, injects the planned faults, and compares. `plays`: whether to play it back, too. */
export async function runOnce(rig: ChaosRig, plan: RunPlan, plays: boolean): Promise<RunResult> {
  const { id: sessionId, url: uploadUrl } = await rig.receiver.mint();
  rig.receiver.setBandwidth(plan.bytesPerSecond);
  await rig.set(plan.camera);
  const page = await rig.openPage(plan.noisy && !plan.camera);
  const { id } = await rig.reelay.startRecording(page, { uploadUrl, source: plan.camera ? 'camera' : 'tab' });
  await rig.reelay.inspector.waitFor(({ current }) => (current?.spooledBytes ?? 0) > 0, PATIENCE_MS);

  const injected: Fault[] = [];
  const startsMs: number[] = [];
  let spooledBytes = 0;
  let endedAfterMs: number | null = null;
  const look = async (): Promise<RecordingSnapshot | null> => {
    const { current, others } = await rig.reelay.inspector.look();
    const recording = [current, ...others].find((each) => each?.id === id) ?? null;
    spooledBytes = Math.max(spooledBytes, recording?.spooledBytes ?? 0);
    return recording;
  };
  for (const planned of plan.faults) {
    await delay(planned.afterMs);
    const before = await look();
    const injectedAtMs = Date.now();
    const outcome = await rig.inject(planned);
    if (outcome === 'missed') continue;
    injected.push(planned.fault);
    if (outcome === null) continue;
    startsMs.push(outcome);
    if (before !== null && isLive(before.state)) endedAfterMs ??= elapsedMs(before.elapsed, injectedAtMs);
  }
  await delay(plan.stopAfterMs);
  await stopIfLive(rig, plan, look);
  rig.receiver.setBandwidth(null);

  const doubts: string[] = [];
  await rig.receiver
    .completed(sessionId, { signal: AbortSignal.timeout(COMPLETE_PATIENCE_MS) })
    .catch(async () => doubts.push(`It did not complete: ${JSON.stringify(await look())}`));
  const report = await rig.receiver.session(sessionId);
  const spool = await rig.reelay.inspector.digestSpool(id);
  if (spool.bytes !== report.size || spool.sha256 !== report.sha256) {
    doubts.push(`The server has ${report.size} bytes and the disk ${spool.bytes}, and they differ.`);
  }
  for (const { kind, detail } of report.journal) {
    // Bytes without an answer may be sent again, as long as they are the same.
    if (kind !== 'overlap') doubts.push(`The receiver noticed: ${kind}: ${detail}`);
  }
  const lostBytes = Math.max(0, spooledBytes - report.size);
  if (lostBytes > 0) doubts.push(`${lostBytes} bytes that were on disk but are lost.`);
  const seconds = await secondsOf(rig.receiver.filePath(sessionId), doubts);
  if (plays) doubts.push(...(await doubtsOfPlayback(rig, sessionId)));
  if (doubts.length > 0) {
    doubts.push(...(await rig.reelay.inspector.readLog(LOG_LINES)), ...(await describeExtension(rig.reelay)));
  }
  const resumedMs = startsMs.flatMap((startMs) => {
    const first = report.requests.find(({ atMs }) => atMs >= startMs);
    return first === undefined ? [] : [first.atMs - startMs];
  });
  const missingMs = endedAfterMs === null ? null : Math.round(endedAfterMs - seconds * 1_000);
  const noisy = plan.noisy || plan.camera;
  return { noisy, faults: injected, bytes: report.size, seconds, lostBytes, resumedMs, missingMs, doubts };
}

async function stopIfLive(
  rig: ChaosRig,
  { camera }: RunPlan,
  look: () => Promise<RecordingSnapshot | null>,
): Promise<void> {
  const recording = await look();
  // A camera recording continues when the tab it was started from is closed.
  const page = (await rig.recordedPage()) ?? (camera ? await rig.openPage(false) : null);
  if (recording === null || !isLive(recording.state) || page === null) return;
  const popup = await rig.reelay.openPopup(page);
  const status = await popup.status();
  // It may have ended by itself while the popup opened.
  if (/^(?:Recording|Paused)/.test(status)) await popup.press('Stop recording');
  await popup.close();
}

async function secondsOf(path: string, doubts: string[]): Promise<number> {
  try {
    return (await readPackets(path)).seconds;
  } catch (error) {
    doubts.push(`It can’t be read to its end: ${error instanceof Error ? error.message : String(error)}`);
    return 0;
  }
}

async function doubtsOfPlayback(rig: ChaosRig, sessionId: string): Promise<readonly string[]> {
  const { receiver, reelay } = rig;
  const examination = await playBack(reelay.browser, receiver.origin, `/uploads/${sessionId}/file`);
  return doubtsAbout(examination, { frameNumbersModulo: BARCODE_MODULUS, toneHz: TONE_HZ });
}
