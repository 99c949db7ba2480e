import type { Capture, CaptureRequest } from '../../lib/capture/capture.ts';
import type { Recorder, RecorderEvents, RecorderOptions } from '../../lib/capture/recorder.ts';
import type { NewRecording } from '../../lib/engine/engine-api.ts';
import type { LogLevel } from '../../lib/recording/log-entry.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import type { GuardedEngine } from './guarded-engine.ts';

/** What is recorded, and where it goes. A camera's recording without a title gets the camera's name. */
export interface LiveRequest {
  readonly recording: NewRecording;
  readonly capture: CaptureRequest;
  readonly settings: Settings;
}

/** What a live recording needs of the world. */
export interface LivePorts {
  openCapture(request: CaptureRequest, signal: AbortSignal): Promise<Capture>;
  startRecorder(stream: MediaStream, options: RecorderOptions, events: RecorderEvents): Promise<Recorder>;
  /** Milliseconds since 1970. */
  nowMs(): number;
  log(level: LogLevel, text: string): void;
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
  const capturing = ports.openCapture(request.capture, abort.signal);
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
  engine: GuardedEngine,
  ports: LivePorts,
  onEnd: (error: unknown) => void,
): Promise<LiveRecording> {
  let written = Promise.resolve();
  let writeProblem: string | null = null;
  let finishing: Promise<void> | null = null;

  /** One at a time: behind a slice that was not written, another one would not fit. */
  const write = async (slice: Blob): Promise<void> => {
    if (writeProblem !== null) return;
    try {
      await engine.call((to) => to.append(slice));
    } catch (error) {
      writeProblem = sentenceOf(error);
      ports.log('error', `Recording stops, because a slice could not be kept: ${writeProblem}`);
      void finish(writeProblem);
    }
  };

  const end = async (problem: string | null): Promise<void> => {
    const endedAtMs = ports.nowMs();
    await recorder.stop();
    capture.close();
    await written;
    await engine.call((to) => to.seal(endedAtMs, writeProblem ?? problem));
  };

  const finish = (problem: string | null): Promise<void> => {
    if (finishing === null) {
      finishing = end(problem);
      finishing.then(() => onEnd(null), onEnd);
    }
    return finishing;
  };

  const recorder = await ports.startRecorder(
    capture.stream,
    { ...settings, endedSentence: capture.endedSentence },
    {
      slice: (slice) => {
        written = written.then(() => write(slice));
      },
      ended: (sentence) => {
        ports.log('warning', sentence);
        void finish(sentence);
      },
    },
  );
  // Sent before the first slice; the worker takes messages in order.
  const started = engine.call((to) => to.started(recorder.mimeType, ports.nowMs()));
  ports.log('info', `Recording as ${recorder.mimeType}.`);
  written = written.then(() => started);
  try {
    await started;
  } catch (error) {
    await recorder.stop();
    throw error;
  }

  return {
    pause: async () => {
      if (finishing !== null) return;
      recorder.pause();
      await engine.call((to) => to.pause(ports.nowMs()));
    },
    resume: async () => {
      if (finishing !== null) return;
      recorder.resume();
      await engine.call((to) => to.resume(ports.nowMs()));
    },
    finish,
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
