import { inTime } from '../../base/clock.ts';
import type { Capture } from '../../capture/capture.ts';
import { MessageError, messageOf } from '../../recording/message.ts';
import { SOURCES } from '../../recording/source.ts';
import { isUrlInUse } from '../failover/engine-errors.ts';
import { COMMAND, FailoverEngine } from '../failover/failover-engine.ts';
import { EngineDiedError, type GuardedEngine } from '../failover/guarded-engine.ts';
import { EarlyRecorder } from './early-recorder.ts';
import { type LivePorts, type LiveRequest, NothingRecordedError } from './live-ports.ts';
import { LiveRecording } from './live-recording.ts';

/** A tab, a camera or a recorder opens in a second, or a few on a busy machine. */
const OPEN_PATIENCE_MS = 30_000;
/** You choose from a list first. Shorter than the background waits for the answer. */
const CHOOSE_PATIENCE_MS = 100_000;
/** A worker starts in a fraction of a second, or a few seconds on a busy machine. */
const ENGINE_PATIENCE_MS = 10_000;
/** An engine may wait some seconds for what a dead one held. */
const CREATE_PATIENCE_MS = 10_000;
/** How many engines may hang or die during the start. */
const MAX_TRIES = 3;

/**
 * Starts a recording. The tab's stream id expires within seconds, so the capture opens in parallel with the engine.
 * When one of them fails, the other is closed, and a recording that the engine already knows is marked as failed, or
 * discarded if it was to continue another, or if you stopped it before there was anything to record.
 * @param onEnd called once, when it has ended for any reason; `error` is null when everything is sealed.
 * @throws an error that `messageOf` can read: why nothing is being recorded. NothingRecordedError if you stopped it.
 */
export async function startLive(
  request: LiveRequest,
  ports: LivePorts,
  onEnd: (error: unknown) => void,
): Promise<LiveRecording> {
  const { capture, engine, recorder } = await openBoth(request, ports);
  try {
    const live = new LiveRecording(
      capture,
      new FailoverEngine(engine, { ...ports, settings: request.settings }),
      recorder === null ? ports : { ...ports, startRecorder: (_stream, _options, events) => recorder.take(events) },
    );
    await live.begin(request, onEnd);
    return live;
  } catch (error) {
    capture.close();
    await closeFailed(engine, error, ports);
    throw error;
  }
}

interface Opened {
  readonly capture: Capture;
  readonly engine: GuardedEngine;
  /** Started with the capture; null when another recording gets every byte until this one is ready. */
  readonly recorder: EarlyRecorder | null;
}

async function openBoth(request: LiveRequest, ports: LivePorts): Promise<Opened> {
  const abort = new AbortController();
  const capturing = inTime(
    ports.openCapture(request.capture, AbortSignal.any([abort.signal, ports.stopped]), ports.reportTrouble),
    SOURCES[request.recording.source].asks ? CHOOSE_PATIENCE_MS : OPEN_PATIENCE_MS,
    ports.clock,
    { id: 'capture.notOpened' },
    (capture) => capture.close(),
  );
  const early = capturing.then((capture) => (ports.isRecordedElsewhere ? null : startEarly(capture, request, ports)));
  const creating = create(request, capturing, ports);
  // The capture is useless without an engine, or when it takes too long.
  for (const needed of [creating, capturing]) needed.catch((error: unknown) => abort.abort(error));
  const [captured, created, started] = await Promise.allSettled([capturing, creating, early]);
  const recorder = started.status === 'fulfilled' ? started.value : null;
  if (captured.status === 'fulfilled' && created.status === 'fulfilled') {
    return { capture: captured.value, engine: created.value, recorder };
  }
  recorder?.drop();
  if (captured.status === 'fulfilled') captured.value.close();
  if (created.status === 'rejected') throw created.reason;
  const reason: unknown = captured.status === 'rejected' ? captured.reason : null;
  await closeFailed(created.value, reason, ports);
  throw reason;
}

/** Starts early, so that the first picture isn't missed while the engine prepares. */
function startEarly(
  { stream, pictureEnded, picture, sound }: Capture,
  { recorder }: LiveRequest,
  ports: LivePorts,
): EarlyRecorder {
  const { stopped } = ports;
  return new EarlyRecorder((events) =>
    ports.startRecorder(stream, { ...recorder, pictureEnded, picture, sound, stopped }, events),
  );
}

/** Tries another engine when one dies or hangs, and without a URL when that one is taken by the recording it continues. */
async function create(
  { recording, capture, settings }: LiveRequest,
  capturing: Promise<Capture>,
  ports: LivePorts,
): Promise<GuardedEngine> {
  let opening = open(ports);
  // Nobody hears of it while the camera opens.
  opening.catch(() => undefined);
  // A tab has its title already; a camera's name is known when it is open, and no stream id dies meanwhile.
  const title = capture.tab === null ? (await capturing).deviceName : recording.title;
  for (let tries = 1; ; tries += 1) {
    try {
      const engine = await opening;
      // It may have lost its URL by now.
      const { target } = ports.known().recording;
      await engine.begin((to) => to.create({ ...recording, title, target }, settings), inMs(CREATE_PATIENCE_MS, ports));
      return engine;
    } catch (error) {
      if (ports.isContinuation && isUrlInUse(error) && tries < MAX_TRIES) {
        ports.urlTaken();
        continue;
      }
      const isRefusal = !(error instanceof EngineDiedError || error instanceof NotOpenedError);
      if (isRefusal || tries === MAX_TRIES) throw error;
      ports.log('warning', { id: 'engine.anotherTry', reason: messageOf(error) });
      opening = open(ports);
    }
  }
}

/** No engine opened. Another one may. */
class NotOpenedError extends MessageError {
  override readonly name = 'NotOpenedError';
}

/** @throws NotOpenedError */
async function open(ports: LivePorts): Promise<GuardedEngine> {
  try {
    return await inTime(ports.openEngine(), ENGINE_PATIENCE_MS, ports.clock, 'Too late.', (late) => late.close());
  } catch (cause) {
    throw new NotOpenedError({ id: 'engine.notStarted' }, { cause });
  }
}

async function closeFailed(engine: GuardedEngine, reason: unknown, ports: LivePorts): Promise<void> {
  try {
    const within = inMs(COMMAND.calmMs, ports);
    const isUnwanted = ports.isContinuation || reason instanceof NothingRecordedError;
    if (isUnwanted && (await engine.call((to) => to.discard(), within))) return ports.discarded();
    await engine.call((to) => to.fail(messageOf(reason)), within);
  } catch (error) {
    // The reason is what matters to you; recovery finds the recording and closes it.
    ports.log('warning', { id: 'recorder.startNotClosed', reason: messageOf(error) });
  }
}

function inMs(delayMs: number, { clock }: LivePorts) {
  return <T>(answer: Promise<T>) => inTime(answer, delayMs, clock, { id: 'engine.noAnswer' });
}
