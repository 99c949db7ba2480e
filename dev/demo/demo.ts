import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes } from '../../lib/words/format.ts';
import { buildExtension } from '../browser/build-extension.ts';
import { Reelay } from '../browser/reelay.ts';
import { BARCODE_MODULUS } from '../pages/barcode.ts';
import type { Examination } from '../pages/player.ts';
import { writeY4m } from '../pages/y4m.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { type DemoOptions, readDemoOptions, USAGE } from './demo-options.ts';
import { doubtsAbout, playBack } from './play-back.ts';
import { type Recorded, record } from './record.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const DIRECTORY = join(ROOT, '.reelay/demo');
const FILM_SECONDS = 10;
const FILM_FRAMES = FILM_SECONDS * 30;
const PAGE_TONE_HZ = 440;
/** Smaller than usual, so even a recording of seconds is uploaded in several chunks while it's being made. */
const DEMO_CHUNK_BYTES = 1024 * 1024;
const LOCAL_PATIENCE_SECONDS = 60;
const REMOTE_PATIENCE_SECONDS = 3_600;

/** The last line. `identical` is null when the server can't be asked for what it holds. */
interface DemoResult {
  readonly recordedBytes: number;
  readonly receivedBytes: number;
  readonly identical: boolean | null;
  readonly durationSeconds: number;
  readonly mimeType: string | null;
  readonly chunks: number;
  readonly stopToCompleteMs: number;
  /** Relative to the project. */
  readonly file: string;
}

/** What arrived, as far as we can tell. */
interface Arrival {
  readonly receivedBytes: number;
  readonly identical: boolean | null;
  readonly chunks: number;
  /** Where the receiver serves the recording. */
  readonly playUrl: string;
}

try {
  const options = readDemoOptions(process.argv.slice(2));
  if (options === null) console.log(USAGE);
  else await demo(options);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function demo(options: DemoOptions): Promise<void> {
  const { source, seconds, uploadUrl } = options;
  await mkdir(DIRECTORY, { recursive: true });
  const extensionDirectory = buildExtension();
  await using receiver = await startReceiver();
  const filmPath = source === 'camera' ? await makeFilm() : null;
  await using reelay = await Reelay.launch({
    extensionDirectory,
    camera: filmPath === null ? 'fake' : { filmPath },
  });
  await reelay.inspector.setSettings({ chunkBytes: DEMO_CHUNK_BYTES });
  console.log(`${await reelay.browser.version()} with Reelay ${reelay.extension.version}`);

  const session = uploadUrl === null ? await receiver.mint() : null;
  const file = join(DIRECTORY, `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${source}.webm`);
  console.log(
    `Records the ${source} for ${seconds} s with the popup closed, in chunks of ${formatBytes(DEMO_CHUNK_BYTES)}.`,
  );
  const recorded = await record(reelay, {
    source,
    seconds,
    uploadUrl: uploadUrl ?? session?.url ?? '',
    patienceSeconds: session === null ? REMOTE_PATIENCE_SECONDS : LOCAL_PATIENCE_SECONDS,
    pageUrl: `${receiver.origin}/pages/frame-counter.html?noise`,
    spoolCopyPath: session === null ? file : null,
  });
  if (session !== null) await copyFile(receiver.filePath(session.id), file);
  if (filmPath !== null) await rm(filmPath);

  const arrival = await (session === null ? elsewhere(receiver, recorded, file) : here(receiver, recorded, session.id));
  const examination = await playBack(reelay.browser, receiver.origin, arrival.playUrl);
  const doubts = [
    ...(arrival.identical === false ? ['What the server holds differs from what was recorded.'] : []),
    ...doubtsAbout(examination, {
      frameNumbersModulo: source === 'camera' ? FILM_FRAMES : BARCODE_MODULUS,
      toneHz: source === 'camera' ? null : PAGE_TONE_HZ,
    }),
    ...doubtAboutLength(examination.durationSeconds, seconds),
  ];
  report(examination, doubts);
  console.log(`The recording is in ${relative(ROOT, file)}.`);
  console.log(JSON.stringify(resultOf(recorded, arrival, examination, file)));
  if (doubts.length > 0) process.exitCode = 1;
}

async function makeFilm(): Promise<string> {
  const path = join(DIRECTORY, 'camera.y4m');
  await writeY4m({ path, seconds: FILM_SECONDS, noise: true });
  return path;
}

/** Compares the receiver's file with the spool. */
async function here(receiver: Receiver, { spool }: Recorded, sessionId: string): Promise<Arrival> {
  const { size, sha256, state, requests, journal } = await receiver.session(sessionId);
  const identical = state === 'complete' && size === spool.bytes && sha256 === spool.sha256;
  console.log(`SHA-256 of the spool   ${spool.sha256}  ${spool.bytes} bytes`);
  console.log(
    `SHA-256 at the server  ${sha256}  ${size} bytes  ${identical ? 'identical' : `NOT identical (${state})`}`,
  );
  for (const { kind, detail } of journal) console.log(`The receiver noticed: ${kind} – ${detail}`);
  const chunks = requests.filter(({ bytes }) => bytes > 0).length;
  return { receivedBytes: size, identical, chunks, playUrl: `/uploads/${sessionId}/file` };
}

/** Someone else's server only confirms how much it holds; the spool's copy is what's played. */
async function elsewhere(receiver: Receiver, { snapshot, log, spool }: Recorded, file: string): Promise<Arrival> {
  console.log('This server does not tell a hash of what it holds: it has confirmed the bytes, and that they are all.');
  const { id, url } = await receiver.mint();
  const contentRange = `bytes 0-${spool.bytes - 1}/${spool.bytes}`;
  await fetch(url, { method: 'PUT', headers: { 'content-range': contentRange }, body: await readFile(file) });
  const chunks = log.filter(({ level }) => level === 'chunk').length;
  return { receivedBytes: snapshot.ackedBytes, identical: null, chunks, playUrl: `/uploads/${id}/file` };
}

function doubtAboutLength(durationSeconds: number, seconds: number): string[] {
  if (durationSeconds >= seconds - 1) return [];
  return [`It lasts ${durationSeconds.toFixed(1)} s; ${seconds} s were recorded.`];
}

function report({ frames, audio, width, height, durationSeconds }: Examination, doubts: readonly string[]): void {
  const numbers = frames.map(({ number }) => number ?? '–').join(' ');
  console.log(
    `It plays: ${durationSeconds.toFixed(1)} s, ${width}×${height}, frame numbers in the picture: ${numbers}`,
  );
  if (audio !== null)
    console.log(`Its sound: ${audio.seconds.toFixed(1)} s, strongest at ${audio.dominantHz ?? '–'} Hz`);
  for (const doubt of doubts) console.log(`NOT as it should be: ${doubt}`);
}

function resultOf(recorded: Recorded, arrival: Arrival, examination: Examination, file: string): DemoResult {
  return {
    recordedBytes: recorded.spool.bytes,
    receivedBytes: arrival.receivedBytes,
    identical: arrival.identical,
    durationSeconds: Number(examination.durationSeconds.toFixed(3)),
    mimeType: recorded.snapshot.mimeType,
    chunks: arrival.chunks,
    stopToCompleteMs: Math.round(recorded.stopToCompleteMs),
    file: relative(ROOT, file),
  };
}
