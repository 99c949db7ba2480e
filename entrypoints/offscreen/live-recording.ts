import type { Capture, CaptureRequest, TellTrouble } from '../../lib/capture/capture.ts';
import type { Recorder, RecorderEvents, RecorderOptions } from '../../lib/capture/recorder.ts';
import type { Engine, NewRecording } from '../../lib/engine/engine-api.ts';
import { NotLiveError } from '../../lib/engine/not-live-error.ts';
import type { LogLevel } from '../../lib/recording/log-entry.ts';
import { sentenceOf } from '../../lib/recording/sentence-of.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import type { Clock } from '../../lib/upload/clock.ts';
import { inTime } from '../../lib/upload/in-time.ts';
import { EngineDiedError, type GuardedEngine, TooManyDeathsError } from './guarded-engine.ts';

/** A tab, a camera or a recorder opens in a second, on a busy machine in a few. */
const OPEN_PATIENCE_MS = 30_000;
/** A recorder hands over its last slice at once. */
const STOP_PATIENCE_MS = 15_000;

/** What is recorded, and where it goes. A camera's recording without a title gets the camera's name. */
export interface LiveRequest {
  readonly recording: NewRecording;
  readonly capture: CaptureRequest;
  readonly settings: Settings;
}

/** What a live recording needs of the world. */
export interface LivePorts {
  openCapture(request: CaptureRequest, signal: AbortSignal, tellTrouble: TellTrouble): Promise<Capture>;
  startRecorder(stream: MediaStream, options: RecorderOptions, events: RecorderEvents): Promise<Recorder>;
  /**
   * Puts a new engine in the place of a dead one; `spooledBytes` is what that had kept.
   * @throws TooManyDeathsError when it is not worth another try.
   */
  reopenEngine(): Promise<{ readonly engine: GuardedEngine; readonly spooledBytes: number }>;
  /** Milliseconds since 1970. */
  nowMs(): number;
  readonly clock: Pick<Clock, 'wait'>;
  /** Told of so many bytes of a slice that is of no more use here, see `sliceGarbage`. */
  dropped(bytes: number): void;
  log(level: LogLevel, text: string): void;
  readonly tellTrouble: TellTrouble;
}

/** A recording that is being made: a capture whose slices go to an engine. */
export interface LiveRecording {
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Ends it. `problem` is a sentence that says why, null when the person stopped it. Resolves when everything is on
   * disk; never waits for the network. Every call gets the same promise; the first one's problem counts.
   */
  finish(problem: string | null): Promise<void>;
  /** The engine died: another one takes its place, and the recording goes on. */
  engineDied(): void;
}

/**
 * Starts a recording. The tab's stream id dies within seconds, so the capture opens while the engine does.
 * When one of them fails the other is closed, and a recording that the engine knows of already is marked as failed.
 * @param onEnd told once, when it has ended for whatever reason; `error` is null when all of it is sealed.
 * @throws Error whose message is a sentence for the person: nothing is being recorded.
 */
export async function startLive(
  request: LiveRequest,
  opening: Promise<GuardedEngine>,
  ports: LivePorts,
  onEnd: (error: unknown) => void,
): Promise<LiveRecording> {
  const { capture, engine } = await openBoth(request, opening, ports);
  try {
    return await beginRecording(request.settings, capture, engine, ports, onEnd);
  } catch (error) {
    capture.close();
    await markFailed(engine, error, ports);
    throw error;
  }
}

async function openBoth(request: LiveRequest, opening: Promise<GuardedEngine>, ports: LivePorts) {
  const abort = new AbortController();
  const capturing = inTime(
    ports.openCapture(request.capture, abort.signal, ports.tellTrouble),
    OPEN_PATIENCE_MS,
    ports.clock,
    'The browser did not open what is to be recorded. Try again, or restart the browser.',
    (capture) => capture.close(),
  );
  const creating = createIn(opening, request, capturing);
  // What the capture still opens is of no use without an engine.
  creating.catch((error: unknown) => abort.abort(error));
  const [captured, created] = await Promise.allSettled([capturing, creating]);
  if (captured.status === 'fulfilled' && created.status === 'fulfilled') {
    return { capture: captured.value, engine: created.value };
  }
  if (captured.status === 'fulfilled') captured.value.close();
  if (created.status === 'rejected') throw created.reason;
  const reason: unknown = captured.status === 'rejected' ? captured.reason : null;
  await markFailed(created.value, reason, ports);
  throw reason;
}

async function createIn(
  opening: Promise<GuardedEngine>,
  { recording, settings }: LiveRequest,
  capturing: Promise<Capture>,
): Promise<GuardedEngine> {
  // A tab has its title already; a camera's name is known when it is open, and no stream id dies meanwhile.
  const title = recording.source === 'tab' ? recording.title : (await capturing).deviceName;
  const engine = await opening;
  await engine.call((to) => to.create({ ...recording, title }, settings));
  return engine;
}

async function markFailed(engine: GuardedEngine, reason: unknown, ports: LivePorts): Promise<void> {
  try {
    await engine.call((to) => to.fail(sentenceOf(reason)));
  } catch (error) {
    // The reason is what the person must know; recovery finds the recording and closes it.
    ports.log('warning', `A recording that did not start could not be closed: ${sentenceOf(error)}`);
  }
}

async function beginRecording(
  settings: Settings,
  capture: Capture,
  firstEngine: GuardedEngine,
  ports: LivePorts,
  onEnd: (error: unknown) => void,
): Promise<LiveRecording> {
  let engine = firstEngine;
  /** Bytes of the slices that an engine has kept. */
  let keptBytes = 0;
  /** All that is asked of the engine, one after the other: a new one must not be asked before it has taken over. */
  let written = Promise.resolve();
  let writeProblem: string | null = null;
  let finishing: Promise<void> | null = null;
  /** Whether nothing may be written any more: the recording has its length, or never began. */
  let isClosed = false;
  let begun: { readonly mimeType: string; readonly atMs: number } | null = null;

  const reopen = async (): ReturnType<LivePorts['reopenEngine']> => {
    for (;;) {
      try {
        return await ports.reopenEngine();
      } catch (error) {
        if (error instanceof TooManyDeathsError || isNotLive(error)) throw error;
        ports.log('warning', `Another try, because Reelay’s writer could not be started: ${sentenceOf(error)}`);
      }
    }
  };

  /** Puts an engine in the dead one's place that lives at least to hear how it began. Resolves to what is on disk. */
  const openNext = async (): Promise<number> => {
    const start = begun;
    for (;;) {
      const reopened = await reopen();
      engine = reopened.engine;
      try {
        // The dead one may not have lived to write it down.
        if (start !== null) await engine.call((to) => to.started(start.mimeType, start.atMs));
        return reopened.spooledBytes;
      } catch (error) {
        if (!(error instanceof EngineDiedError)) throw error;
      }
    }
  };

  /** @throws Error when no engine can take over, or the dead one kept something else than it said. */
  const takeOver = async (pendingBytes: number): Promise<void> => {
    const spooledBytes = await openNext();
    if (spooledBytes !== keptBytes && spooledBytes !== keptBytes + pendingBytes) {
      throw new Error('A part of the recording that was written is not on the disk any more.');
    }
    keptBytes = spooledBytes;
  };

  /** Asks again when the engine dies over it, until none can take over. `pendingBytes`: what it is to be given. */
  const ask = async (use: (to: Engine) => Promise<void>, pendingBytes = 0): Promise<void> => {
    const afterwards = keptBytes + pendingBytes;
    if (engine.isDead()) await takeOver(0);
    for (;;) {
      try {
        return await engine.call(use);
      } catch (error) {
        if (!(error instanceof EngineDiedError)) throw error;
        await takeOver(pendingBytes);
        // The dead engine may have kept it, and not have lived to say so.
        if (pendingBytes > 0 && keptBytes === afterwards) return;
      }
    }
  };

  const append = async (slice: Blob): Promise<void> => {
    const withSlice = keptBytes + slice.size;
    await ask((to) => to.append(slice), slice.size);
    keptBytes = withSlice;
    ports.dropped(slice.size);
  };

  /** One at a time: behind a slice that was not written, another one would not fit. */
  const write = async (slice: Blob): Promise<void> => {
    if (writeProblem !== null) return;
    if (isClosed) {
      ports.log(
        'warning',
        `The recorder handed over ${slice.size} bytes when the recording had ended; they are left out.`,
      );
      return;
    }
    try {
      await append(slice);
    } catch (error) {
      writeProblem = sentenceOf(error);
      ports.log('error', `Recording stops, because a slice could not be kept: ${writeProblem}`);
      void finish(writeProblem);
    }
  };

  const inOrder = (work: () => Promise<void>): Promise<void> => {
    const done = written.then(work);
    // Who asked is told; what comes behind it goes on.
    written = done.catch(() => undefined);
    return done;
  };

  const end = async (problem: string | null): Promise<void> => {
    const endedAtMs = ports.nowMs();
    await stopRecorder();
    capture.close();
    await written;
    isClosed = true;
    await ask((to) => to.seal(endedAtMs, writeProblem ?? problem));
  };

  /** What has come of the recorder is sealed, whether it comes to an end or not. */
  const stopRecorder = async (): Promise<void> => {
    try {
      const sentence = 'The browser’s recorder did not come to an end; what it had handed over is kept.';
      await inTime(recorder.stop(), STOP_PATIENCE_MS, ports.clock, sentence);
    } catch (error) {
      ports.log('warning', sentenceOf(error));
    }
  };

  const finish = (problem: string | null): Promise<void> => {
    if (finishing === null) {
      finishing = end(problem);
      finishing.then(() => onEnd(null), onEnd);
    }
    return finishing;
  };

  const starting = ports.startRecorder(
    capture.stream,
    { ...settings, pictureEnded: capture.pictureEnded },
    {
      slice: (slice) => void inOrder(() => write(slice)),
      ended: (sentence) => {
        if (isClosed) return;
        ports.log('warning', sentence);
        void finish(sentence);
      },
    },
  );
  const recorder = await inTime(
    starting,
    OPEN_PATIENCE_MS,
    ports.clock,
    'The browser’s recorder did not start. Try again, or restart the browser.',
    (late) => void late.stop(),
  ).catch((error: unknown) => {
    isClosed = true;
    throw error;
  });
  // Sent before the first slice; the worker takes messages in order.
  const start = { mimeType: recorder.mimeType, atMs: ports.nowMs() };
  begun = start;
  const started = engine.call((to) => to.started(start.mimeType, start.atMs));
  ports.log('info', `Recording as ${recorder.mimeType}.`);
  written = written.then(() => started);
  try {
    await started;
  } catch (error) {
    isClosed = true;
    await stopRecorder();
    throw error;
  }

  return {
    pause: async () => {
      if (finishing !== null) return;
      recorder.pause();
      const atMs = ports.nowMs();
      await inOrder(() => ask((to) => to.pause(atMs)));
    },
    resume: async () => {
      if (finishing !== null) return;
      recorder.resume();
      const atMs = ports.nowMs();
      await inOrder(() => ask((to) => to.resume(atMs)));
    },
    finish,
    engineDied: () => {
      // Who ends it sees to that.
      if (finishing !== null) return;
      // Whoever needs it next would do it, too; but in a pause nobody does, and the upload would stand still.
      inOrder(() => ask(async () => undefined)).catch((error: unknown) => {
        ports.log('warning', `Reelay’s writer could not be started again yet: ${sentenceOf(error)}`);
      });
    },
  };
}

/** An engine refused to take over: the recording was sealed already. Its class does not come through from the worker. */
function isNotLive(error: unknown): boolean {
  return error instanceof Error && error.name === NotLiveError.NAME;
}
