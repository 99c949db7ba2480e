import { inTime, TooLateError } from '../../base/clock.ts';
import { SerialQueue } from '../../base/serial-queue.ts';
import type { Capture } from '../../capture/capture.ts';
import type { Recorder, RecorderWishes } from '../../capture/recorder.ts';
import { joined, type Message, MessageError, messageOf } from '../../recording/message.ts';
import { isNotLive, isUnreadable } from '../failover/engine-errors.ts';
import { type FailoverEngine, type RecorderOrder, SEAL } from '../failover/failover-engine.ts';
import { MAX_WAITING_BYTES, SliceQueue } from '../failover/slice-queue.ts';
import { catchUp, closeCapture, stopRecorder } from './end-capture.ts';
import type { LivePorts } from './live-ports.ts';
import { Timeline } from './timeline.ts';

/** A recorder starts in a second, or a few on a busy machine. */
const OPEN_PATIENCE_MS = 30_000;
/** Stop is answered by then, whatever hangs. */
const ANSWER_MS = 4_900;

const TOO_MUCH_WAITS: Message = { id: 'recorder.tooMuchWaits', limitBytes: MAX_WAITING_BYTES };

/** What ends the recorder, but not the picture: another recorder can continue. */
const FAILURES: ReadonlySet<Message['id']> = new Set<Message['id']>([
  'capture.recorderFailed',
  'capture.recorderEnded',
]);

/** The flow of a live recording's bytes. Times are milliseconds by a clock that never jumps. */
export interface Flow {
  /** Everything from the recorder. */
  readonly handedBytes: number;
  /** The part that isn't on disk. */
  readonly waitingBytes: number;
  /** When the slice that has waited longest was handed over; null when none waits. */
  readonly waitingSinceMs: number | null;
  /** Whether the browser doesn't return that slice's data. */
  readonly cannotRead: boolean;
}

/**
 * A live recording: a capture whose slices go to an engine. A slice is held until it is on disk, whatever happens to
 * engines. Every wait has a deadline except the one for the disk, and no caller waits for that.
 */
export class LiveRecording {
  readonly timeline: Timeline;
  readonly #capture: Capture;
  readonly #engine: FailoverEngine;
  readonly #ports: LivePorts;
  readonly #slices = new SliceQueue();
  /** The calls to the engine, one after the other. */
  readonly #asked = new SerialQueue();
  #recorder: Recorder | null = null;
  #onEnd: (error: unknown) => void = () => undefined;
  #finishing: Promise<void> | null = null;
  /** Why the recorder ended before this object existed. */
  #endedEarly: Message | null = null;
  #writeProblem: Message | null = null;
  /** Bytes after a slice that the disk refused. */
  #droppedBytes = 0;
  /** Whether nothing may be written any more: the length is final, or the recording never began. */
  #isClosed = false;

  constructor(capture: Capture, engine: FailoverEngine, ports: LivePorts) {
    this.#capture = capture;
    this.#engine = engine;
    this.#ports = ports;
    this.timeline = new Timeline(() => ports.clock.monotonicMs(), ports.nowMs);
  }

  /** Starts the recorder. @throws an error that `messageOf` can read: why nothing is being recorded. */
  async begin(wishes: RecorderWishes, onEnd: (error: unknown) => void): Promise<void> {
    const { startRecorder, clock, log } = this.#ports;
    this.#onEnd = onEnd;
    try {
      const recorder = await inTime(
        startRecorder(
          this.#capture.stream,
          { ...wishes, pictureEnded: this.#capture.pictureEnded, picture: this.#capture.picture },
          { slice: (slice) => this.#handedOver(slice), ended: (why) => this.#ended(why) },
        ),
        OPEN_PATIENCE_MS,
        clock,
        { id: 'capture.recorderNotStarted' },
        (late) => void late.stop(),
      );
      this.#recorder = recorder;
      const agoMs = clock.monotonicMs() - recorder.beganMs;
      this.timeline.runs(true, agoMs);
      if (this.#endedEarly !== null) throw new MessageError(this.#endedEarly);
      const startedAtMs = this.timeline.atMs - agoMs;
      log('info', { id: 'recorder.started', mimeType: recorder.mimeType });
      const started = this.#asked.add(() => this.#engine.started(recorder.mimeType, startedAtMs));
      // Slices that came before it wait for it, too.
      void this.#asked.add(() => this.#writeAll());
      await this.#answered(started);
    } catch (error) {
      this.#isClosed = true;
      this.timeline.runs(false);
      await this.#stopRecorder();
      throw error;
    }
  }

  get flow(): Flow {
    const { handedBytes, waitingBytes, waitingSinceMs } = this.#slices;
    return { handedBytes, waitingBytes, waitingSinceMs, cannotRead: this.#engine.cannotRead };
  }

  /**
   * What the recorder was last asked to do; null: nothing since it started. It obeys at once; its engine may learn of
   * it later.
   */
  get ordered(): RecorderOrder | null {
    return this.#engine.ordered;
  }

  /** No effect when it's paused or ending. Answers within five seconds; the recorder has paused at once. */
  pause(): Promise<void> {
    return this.#order('paused');
  }

  /** See {@link pause}. */
  resume(): Promise<void> {
    return this.#order('recording');
  }

  async #order(state: RecorderOrder['state']): Promise<void> {
    if (this.#finishing !== null) return;
    if (state === 'paused') this.#recorder?.pause();
    else this.#recorder?.resume();
    this.timeline.runs(state === 'recording');
    const order = { state, atMs: this.timeline.atMs };
    this.#engine.order(order);
    await this.#answered(this.#asked.add(() => this.#engine.report(order)));
  }

  /** Adds a marker at the current position. No effect when it's ending. Answers within five seconds. */
  async mark(): Promise<void> {
    if (this.#finishing !== null) return;
    const markersMs = this.timeline.mark();
    await this.#answered(this.#asked.add(() => this.#engine.setMarkers(markersMs)));
  }

  /**
   * Ends it. `problem` says why; null when you stopped it. Resolves when everything is on disk, and after five seconds
   * in any case: `held` then says what isn't, and it is still written. Never waits for the network. Every call gets the
   * same promise; the first one's problem counts.
   * @param isUnwanted it is no longer wanted: without a byte it is discarded.
   */
  finish(problem: Message | null, isUnwanted = false): Promise<void> {
    if (this.#finishing === null) {
      this.#ports.stopping();
      this.#engine.hurry();
      const ended = this.#end(problem, isUnwanted);
      ended.then(() => this.#onEnd(null), this.#onEnd);
      // An engine sealed it and died before it could say so.
      const sealed = ended.catch((error: unknown) => {
        if (!isNotLive(error)) throw error;
      });
      this.#finishing = this.#answered(sealed, () => this.#ports.held({ id: 'recorder.notSealed' }));
    }
    return this.#finishing;
  }

  /** The engine died: another one replaces it, and the recording continues. */
  engineDied(): void {
    // Stop takes care of that.
    if (this.#finishing !== null) return;
    // The next call would do it too, but during a pause there is none, and the upload would stall.
    this.#asked.add(() => this.#engine.revive()).catch((error: unknown) => this.#failed(error));
  }

  async #end(problem: Message | null, isUnwanted: boolean): Promise<void> {
    const endedAtMs = this.timeline.atMs;
    // A second caller gets the same promise, which does not exist yet.
    await Promise.resolve();
    this.timeline.runs(false);
    // What was said up to Stop may still be on its way.
    if (problem === null && !isUnwanted && this.#recorder !== null) await catchUp(this.#capture, this.#ports);
    await this.#stopRecorder();
    closeCapture(this.#capture, this.#ports);
    // A late slice may come while the others are written.
    while (this.#slices.first !== null) await this.#asked.add(() => this.#writeAll());
    this.#isClosed = true;
    if (isUnwanted && this.#slices.handedBytes === 0 && (await this.#asked.add(() => this.#discard()))) return;
    const why = this.#withLosses(this.#writeProblem ?? problem);
    await this.#asked.add(() => this.#engine.ask((to) => to.seal(endedAtMs, why), SEAL));
  }

  async #discard(): Promise<boolean> {
    let isDiscarded = false;
    await this.#engine.ask(async (to) => {
      isDiscarded = await to.discard();
    }, SEAL);
    if (isDiscarded) this.#ports.discarded();
    return isDiscarded;
  }

  /** Why it ended, and what is missing from it. Null: nothing to report. */
  #withLosses(problem: Message | null): Message | null {
    const { filledBytes, missingBytes } = this.#engine.lost;
    const missingAtEndBytes = missingBytes + this.#droppedBytes;
    return joined([
      problem,
      filledBytes === 0 ? null : { id: 'recorder.lostWithin', lostBytes: filledBytes },
      missingAtEndBytes === 0 ? null : { id: 'recorder.lostAtEnd', lostBytes: missingAtEndBytes },
    ]);
  }

  #handedOver(slice: Blob): void {
    const { log, clock } = this.#ports;
    if (this.#isClosed) {
      log('warning', { id: 'recorder.lateSlice', chunkBytes: slice.size });
      return;
    }
    // After a slice that the disk refused, another one wouldn't fit.
    if (this.#writeProblem !== null) {
      this.#droppedBytes += slice.size;
      return;
    }
    this.#slices.add(slice, clock.monotonicMs());
    this.#ports.waiting(this.#slices.waitingBytes);
    const waitingBytes = this.#slices.waitingBytes + this.#ports.waitingElsewhere();
    if (waitingBytes >= MAX_WAITING_BYTES && this.#finishing === null) {
      log('error', TOO_MUCH_WAITS);
      this.#finish(TOO_MUCH_WAITS);
    }
    // Before it is known here it is no use to write: the engine has yet to hear that it runs.
    if (this.#recorder !== null) void this.#asked.add(() => this.#writeAll());
  }

  /** Writes the waiting slices, one after the other. Never rejects. */
  async #writeAll(): Promise<void> {
    for (let slice = this.#slices.first; slice !== null; slice = this.#slices.first) {
      await this.#write(slice);
      this.#slices.takeOff();
      this.#ports.dropped(slice.size);
      this.#ports.waiting(this.#slices.waitingBytes);
    }
  }

  async #write(slice: Blob): Promise<void> {
    if (this.#writeProblem !== null) {
      this.#droppedBytes += slice.size;
      return;
    }
    try {
      await this.#engine.append(slice);
    } catch (error) {
      // A slice that couldn't be read is counted where it was tried.
      if (!isUnreadable(error)) this.#droppedBytes += slice.size;
      this.#failed(error);
    }
  }

  /** The disk refuses it, or lost earlier bytes: the next slice would leave a hole. */
  #failed(error: unknown): void {
    if (this.#writeProblem !== null) return;
    this.#writeProblem = messageOf(error);
    this.#ports.log('error', { id: 'recorder.sliceLost', reason: this.#writeProblem });
    this.#finish(this.#writeProblem);
  }

  #ended(why: Message): void {
    if (this.#isClosed) return;
    this.#ports.log('warning', why);
    if (this.#recorder === null) this.#endedEarly = why;
    else if (FAILURES.has(why.id)) void this.#ports.recorderFailed(why).then(() => this.#finish(why));
    else this.#finish(why);
  }

  /** `onEnd` gets the result. */
  #finish(problem: Message): void {
    this.finish(problem).catch(() => undefined);
  }

  /** Seals what the recorder has handed over, whether the recorder ends or not. */
  async #stopRecorder(): Promise<void> {
    if (this.#recorder !== null) await stopRecorder(this.#recorder, this.#ports);
  }

  /** Answers you within five seconds; the work continues. */
  async #answered(work: Promise<void>, onLate: () => void = () => undefined): Promise<void> {
    try {
      await inTime(work, ANSWER_MS, this.#ports.clock, 'It takes longer.');
    } catch (error) {
      if (!(error instanceof TooLateError)) throw error;
      onLate();
    }
  }
}
