import { setTimeout as delay } from 'node:timers/promises';
import { elapsedMs } from '../../lib/recording/elapsed.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import type { Source } from '../../lib/recording/source.ts';
import { formatBytes, formatElapsed } from '../../lib/words/format.ts';
import type { SpoolDigest } from '../browser/inspector.ts';
import type { ShownLogEntry } from '../browser/popup.ts';
import type { Reelay } from '../browser/reelay.ts';
import { ProgressLine } from './progress-line.ts';

const PROGRESS_EVERY_MS = 250;

/** What to record, and where to send it. Times are in seconds. */
export interface RecordOptions {
  readonly source: Source;
  readonly uploadUrl: string;
  readonly seconds: number;
  /** How long the upload may take after Stop. */
  readonly patienceSeconds: number;
  /** The page in front when the icon is clicked. */
  readonly pageUrl: string;
  /** Where to put a copy of the spool; no copy when null. */
  readonly spoolCopyPath: string | null;
}

/** How a recording went. */
export interface Recorded {
  readonly snapshot: RecordingSnapshot;
  /** The log as the popup shows it at the end. */
  readonly log: readonly ShownLogEntry[];
  /** From the click on Stop to Complete. */
  readonly stopToCompleteMs: number;
  readonly spool: SpoolDigest;
}

/**
 * Makes one recording as a person does: icon, popup, Start, popup closed; icon, popup, Stop.
 * @throws Error when it doesn't become complete.
 */
export async function record(reelay: Reelay, options: RecordOptions): Promise<Recorded> {
  const { source, uploadUrl, seconds } = options;
  const page = await reelay.openPage(options.pageUrl);
  // With the camera, the microphone proves that sound arrives; a tab has its own sound.
  const { id } = await reelay.startRecording(page, { uploadUrl, source, microphone: source === 'camera' });
  await whileShowingProgress(reelay, delay(seconds * 1_000));

  console.log('Stop.');
  const { popup, pressedAtMs } = await reelay.stopRecording(page);
  const snapshot = await whileShowingProgress(reelay, reelay.waitForComplete(id, options.patienceSeconds * 1_000));
  const stopToCompleteMs = performance.now() - pressedAtMs;
  await popup.waitForStatus('Complete');
  const log = await popup.log();
  await popup.close();
  const spool = await reelay.inspector.digestSpool(id, options.spoolCopyPath);
  return { snapshot, log, stopToCompleteMs, spool };
}

function describe(recording: RecordingSnapshot | null): string {
  if (recording === null) return '';
  const elapsed = formatElapsed(elapsedMs(recording.elapsed, Date.now()));
  const [recorded, uploaded] = [formatBytes(recording.spooledBytes), formatBytes(recording.ackedBytes)];
  return `  ${elapsed}  ${recording.state}: ${recorded} recorded, ${uploaded} at the server (${recording.link.kind})`;
}

async function whileShowingProgress<T>(reelay: Reelay, work: Promise<T>): Promise<T> {
  const line = new ProgressLine(process.stdout);
  let isOver = false;
  const show = async (): Promise<void> => {
    const { current } = await reelay.inspector.look();
    if (!isOver) line.show(describe(current));
  };
  const timer = setInterval(() => void show(), PROGRESS_EVERY_MS);
  try {
    return await work;
  } finally {
    isOver = true;
    clearInterval(timer);
    line.end();
  }
}
