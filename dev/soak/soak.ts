import { rmSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { formatBytes, formatElapsed } from '../../lib/words/format.ts';
import { readBehind } from '../bench/capture/sync.ts';
import { median } from '../bench/median.ts';
import { buildExtension } from '../browser/build-extension.ts';
import { Reelay } from '../browser/reelay.ts';
import { writeBursts } from '../pages/wav.ts';
import { writeY4m } from '../pages/y4m.ts';
import { type Receiver, startReceiver } from '../receiver/receiver.ts';
import { findDifference } from './find-difference.ts';
import { readFrameGaps } from './frame-gaps.ts';
import { growthOf, inMib, judge, type Measured } from './judge.ts';
import { lookAtWhatIsKept, type MemoryLook, watchMemory } from './memory-look.ts';
import { limitOf, readSoakOptions, type SoakOptions, USAGE } from './soak-options.ts';
import { makeTrouble } from './troubles.ts';

const WINDOW_MS = 10_000;
const LINE_EVERY_WINDOWS = 6;
/** The popup is opened for a look in every third window, and is closed the rest of the time. */
const LOOK_EVERY_WINDOWS = 3;
const MEMORY_EVERY_MS = 2_000;
/** The time allowed for the upload after Stop, on top of the recording time. */
const COMPLETE_PATIENCE_MS = 120_000;
/** The time allowed for everything but recording. */
const REST_PATIENCE_MS = 600_000;
/** The length over which sound and picture are compared, at the beginning and at the end. */
const COMPARED_SECONDS = 60;
const FILM_SECONDS = 2;
/** Per millisecond. */
const NANOSECONDS = 1_000_000;

/** A camera being recorded, and where to. */
interface Run {
  readonly reelay: Reelay;
  readonly receiver: Receiver;
  /** The page in front, to open the popup over. */
  readonly page: Page;
  readonly recordingId: string;
  readonly sessionId: string;
}

try {
  const options = readSoakOptions(process.argv.slice(2));
  if (options === null) console.log(USAGE);
  else await Promise.race([soak(options), tooLong(options)]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
process.exit();

async function soak(options: SoakOptions): Promise<void> {
  const directory = await mkdtemp(join(options.directory ?? tmpdir(), 'reelay-soak-'));
  // However this process ends, including Ctrl-C.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  await demandRoom(directory, options);
  const { source, minutes, mbits, size } = options;
  const filmPath = join(directory, 'noise.y4m');
  await writeY4m({ path: filmPath, ...size, seconds: FILM_SECONDS, noise: 'everywhere' });
  // Only what the page plays may be heard.
  const soundPath = join(directory, 'silent.wav');
  await writeBursts(soundPath, 0);
  await using receiver = await startReceiver({ directory: join(directory, 'uploads') });
  await using reelay = await Reelay.launch({
    extensionDirectory: buildExtension(),
    profileDirectory: join(directory, 'profile'),
    camera: { filmPath },
    soundPath,
  });
  await reelay.inspector.setSettings({
    videoBitsPerSecond: mbits * 1_000_000,
    cameraWidth: size.width,
    cameraHeight: size.height,
  });
  const isTab = source === 'tabCamera';
  const page = await reelay.openPage(`${receiver.origin}/pages/${isTab ? 'flash-beep' : 'player'}.html`);
  const { id: sessionId, url: uploadUrl } = await receiver.mint();
  console.log(
    `${minutes} minutes of ${isTab ? 'a tab with ' : ''}noise, ${size.width}×${size.height}, at ${mbits} Mbit/s if the machine can keep up`,
  );
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source, microphone: isTab });
  const measured = await measure({ reelay, receiver, page, recordingId, sessionId }, minutes, isTab);
  report(measured, options);
}

async function measure(
  run: Run,
  minutes: number,
  comparesSound: boolean,
): Promise<Measured & { readonly troubles: number }> {
  const { reelay, receiver, recordingId, sessionId } = run;
  const ended = new AbortController();
  const looks: MemoryLook[] = [];
  const watching = watchMemory(reelay.browser, MEMORY_EVERY_MS, ended.signal, (look) => looks.push(look));
  const troubling = makeTrouble(receiver, ended.signal);
  const starving = monitorEventLoopDelay();
  starving.enable();
  const startedAtMs = performance.now();
  const { windows, keptBytes } = await record(run, minutes, () => looks.at(-1));
  ended.abort();
  starving.disable();
  const [troubles] = await Promise.all([troubling, watching]);

  const recordedSeconds = (performance.now() - startedAtMs) / 1_000;
  const stopMs = await stop(run);
  console.log(`Stopped in ${Math.round(stopMs)} ms`);
  const { sealedBytes } = await reelay.waitForComplete(recordingId, COMPLETE_PATIENCE_MS + minutes * 60_000);
  console.log('Complete; both ends are compared');

  const path = receiver.filePath(sessionId);
  const { size, journal } = await receiver.session(sessionId);
  return {
    recordedBytes: sealedBytes ?? 0,
    receivedBytes: size,
    differsAt: await findDifference(reelay.inspector, recordingId, path),
    windows,
    growth: growthOf(looks),
    keptBytes,
    gaps: await readFrameGaps(path),
    starvedMs: starving.max / NANOSECONDS,
    recordedSeconds,
    driftMs: comparesSound ? await driftIn(run, recordedSeconds) : null,
    stopMs,
    // Bytes sent but not answered are sent again where necessary.
    journal: journal.filter(({ kind }) => kind !== 'overlap').map(({ kind, detail }) => `${kind}: ${detail}`),
    troubles,
  };
}

/** How far the sound drifted against the picture from the first minute to the last, in milliseconds. */
async function driftIn({ reelay, receiver, sessionId }: Run, seconds: number): Promise<number> {
  const page = await reelay.openPage(`${receiver.origin}/pages/examine.html`);
  await page.waitForFunction(() => 'reelayExamine' in window);
  const url = `/uploads/${sessionId}/file`;
  const part = Math.min(COMPARED_SECONDS, seconds / 3);
  const first = await readBehind(page, url, { from: 0, to: part });
  const last = await readBehind(page, url, { from: seconds - part, to: seconds });
  await page.close();
  console.log(
    `Sound behind picture: ${median(first).toFixed(0)} ms at first, ${median(last).toFixed(0)} ms at the end`,
  );
  return median(last) - median(first);
}

/** Stops it in the popup. @returns the milliseconds the page took from the click to *Finishing upload*. */
async function stop({ reelay, page }: Run): Promise<number> {
  const popup = await reelay.openPopup(page);
  const stopped = popup.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let pressedAtMs = Number.POSITIVE_INFINITY;
        document.addEventListener('click', () => (pressedAtMs = performance.now()), { capture: true });
        new MutationObserver(() => {
          const status = document.querySelector('[role="status"]')?.textContent?.trim() ?? '';
          if (/^(?:Finishing upload|Complete)/.test(status)) resolve(performance.now() - pressedAtMs);
        }).observe(document.body, { childList: true, characterData: true, subtree: true });
      }),
  );
  await popup.press('Stop recording');
  const stopMs = await stopped;
  await popup.close();
  return stopMs;
}

/** Keeps recording and prints a line each minute. @returns what was recorded in each ten-second window, and what was kept. */
async function record(
  run: Run,
  minutes: number,
  memory: () => MemoryLook | undefined,
): Promise<Pick<Measured, 'windows' | 'keptBytes'>> {
  const { reelay, page, recordingId } = run;
  const count = Math.round((minutes * 60_000) / WINDOW_MS);
  const startedAtMs = performance.now();
  const windows: number[] = [];
  let before = 0;
  let first: MemoryLook | null = null;
  for (let window = 1; window <= count; window += 1) {
    await delay(Math.max(0, startedAtMs + window * WINDOW_MS - performance.now()));
    const recording = await look(reelay, recordingId);
    windows.push(recording.spooledBytes - before);
    before = recording.spooledBytes;
    if (window % LINE_EVERY_WINDOWS === 0) {
      const latest = windows.slice(-LINE_EVERY_WINDOWS).reduce((sum, bytes) => sum + bytes, 0);
      console.log(line(recording, (latest * 8) / (LINE_EVERY_WINDOWS * WINDOW_MS * 1_000), memory()));
    }
    if (window === LINE_EVERY_WINDOWS) first = await lookAtWhatIsKept(reelay.browser);
    if (window % LOOK_EVERY_WINDOWS === 0 && window < count) {
      const popup = await reelay.openPopup(page);
      await popup.waitForStatus('Recording');
      await popup.close();
    }
  }
  const last = first && (await lookAtWhatIsKept(reelay.browser));
  return { windows, keptBytes: first && last && last.extensionBytes - first.extensionBytes };
}

async function look({ inspector }: Reelay, recordingId: string): Promise<RecordingSnapshot> {
  const { current } = await inspector.look();
  if (current?.id !== recordingId || current.state !== 'recording') {
    const log = await inspector.readLog(20);
    throw new Error(`It does not record any more: ${JSON.stringify(current)}\n${log.join('\n')}`);
  }
  return current;
}

function line(recording: RecordingSnapshot, mbits: number, memory: MemoryLook | undefined): string {
  const { elapsed, spooledBytes, ackedBytes, waitingBytes, link } = recording;
  const elapsedMs = elapsed.recordedMs + Date.now() - (elapsed.runningSinceMs ?? Date.now());
  return [
    formatElapsed(elapsedMs),
    `${formatBytes(spooledBytes)} recorded at ${mbits.toFixed(1)} Mbit/s`,
    `${formatBytes(ackedBytes)} at the server`,
    `${formatBytes(waitingBytes)} not on disk yet`,
    ...(memory === undefined
      ? []
      : [`memory ${inMib(memory.allBytes)}, the extension's ${inMib(memory.extensionBytes)}`]),
    link.kind,
  ].join(', ');
}

function report(measured: Measured & { readonly troubles: number }, { minutes, mbits }: SoakOptions): void {
  const { recordedBytes, recordedSeconds, differsAt, windows, growth, keptBytes, gaps, starvedMs } = measured;
  const { stopMs, troubles, driftMs } = measured;
  const doubts = judge(measured);
  const reached = (recordedBytes * 8) / recordedSeconds / 1_000_000;
  console.log(`\n${formatBytes(recordedBytes)} recorded at ${reached.toFixed(1)} Mbit/s, through ${troubles} troubles`);
  console.log(
    `${gaps.frames} frames, ${(gaps.frames / gaps.seconds).toFixed(1)} a second; the largest gap ${gaps.largestGapMs} ms`,
  );
  const limit = limitOf(mbits, reached, gaps.frames / gaps.seconds);
  if (limit !== null) console.log(limit);
  if (growth !== null) {
    console.log(`Grown by ${inMib(growth.allBytes)}, of which the extension's process ${inMib(growth.extensionBytes)}`);
  }
  if (keptBytes !== null) console.log(`Of that it keeps ${inMib(keptBytes)} when garbage is collected`);
  for (const doubt of doubts) console.log(`NOT as it should be: ${doubt}`);
  console.log(
    JSON.stringify({
      minutes,
      askedMbits: mbits,
      reachedMbits: Number(reached.toFixed(1)),
      bytes: recordedBytes,
      identical: differsAt === null && recordedBytes === measured.receivedBytes,
      troubles,
      load: loadavg().map((load) => Number(load.toFixed(1))),
      smallestWindowBytes: Math.min(...windows),
      grownBytes: growth?.allBytes ?? null,
      grownExtensionBytes: growth?.extensionBytes ?? null,
      keptBytes,
      frames: gaps.frames,
      framesPerSecond: Number((gaps.frames / gaps.seconds).toFixed(1)),
      largestGapMs: gaps.largestGapMs,
      starvedMs: Math.round(starvedMs),
      driftMs: driftMs === null ? null : Math.round(driftMs),
      stopMs: Math.round(stopMs),
      failed: doubts.length,
    }),
  );
  if (doubts.length > 0) process.exitCode = 1;
}

/** @throws Error when the disk can't hold the recording twice: as recorded and as received. */
async function demandRoom(directory: string, { minutes, mbits }: SoakOptions): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  const neededBytes = ((mbits * 1_000_000) / 8) * minutes * 60 * 2.2;
  if (bavail * bsize < neededBytes) {
    throw new Error(
      `This takes ${formatBytes(neededBytes)} of disk, and ${formatBytes(bavail * bsize)} are free. Choose another --directory.`,
    );
  }
}

/** @throws Error after longer than any run takes. */
async function tooLong({ minutes }: SoakOptions): Promise<never> {
  await delay(minutes * 2 * 60_000 + REST_PATIENCE_MS, null, { ref: false });
  throw new Error('The soak did not come to its end.');
}
