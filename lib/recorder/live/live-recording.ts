import { inTime, TooLateError } from '../../base/clock.ts';
import { SerialQueue } from '../../base/serial-queue.ts';
import type { Capture } from '../../capture/capture.ts';
import type { Recorder } from '../../capture/recorder.ts';
import { joined, type Message, MessageError } from '../../recording/message.ts';
import { isSteady } from '../../recording/source.ts';
import { isNotLive } from '../failover/engine-errors.ts';
import { type FailoverEngine, type RecorderOrder, SEAL } from '../failover/failover-engine.ts';
import { holeAtFirst } from '../watch/beginning-watch.ts';
import { catchUp, closeCapture, endsOf, stopRecorder } from './end-capture.ts';
import type { LivePorts, LiveRequest } from './live-ports.ts';
import { ENDED_BY } from './part.ts';
import { PictureEnd } from './picture-end.ts';
import { type Flow, SliceWriter } from './slice-writer.ts';
import { Timeline } from './timeline.ts';

/** A recorder starts in a second, or a few on a busy machine. */
const OPEN_PATIENCE_MS = 30_000;
/** Stop is answered by then, whatever hangs. */
const ANSWER_MS = 4_900;
/** Slices come every second, on a busy machine every few seconds. */
const LONG_QUIET_MS = 5_000;

/** What ends the recorder, but not the picture: another recorder can continue. */
const FAILURES: ReadonlySet<Message['id']> = new Set<Message['id']>([
  'capture.recorderFailed',
  'capture.recorderEnded',
]);

/**
 * A live recording: a capture whose slices go to an engine. Every wait has a deadline except the one for the disk, and no caller
 * waits for that.
 */
export class LiveRecording {
  readonly timeline: Timeline;
  readonly #capture: Capture;
  readonly #engine: FailoverEngine;
  readonly #ports: LivePorts;
  readonly #slices: SliceWriter;
  /** The calls to the engine, one after the other. */
  readonly #asked = new SerialQueue();
  #recorder: Recorder | null = null;
  #isSteady = false;
  #onEnd: (error: unknown) => void = () => undefined;
  #finishing: Promise<void> | null = null;
  #pause: PromiseWithResolvers<void> | null = null;
  #whyMissing: Message | null = null;
  #standstill: Message | null = null;
  readonly #pictureEnd = new PictureEnd();
  /** Why the recorder ended before this object existed. */
  #endedEarly: Message | null = null;

  constructor(capture: Capture, engine: FailoverEngine, ports: LivePorts) {
    this.#capture = capture;
    this.#engine = engine;
    this.#ports = ports;
    this.#slices = new SliceWriter(engine, this.#asked, ports, (why) => this.#finish(why));
    this.timeline = new Timeline(() => ports.clock.monotonicMs(), ports.nowMs);
  }

  /** Starts the recorder. @throws an error that `messageOf` can read: why nothing is being recorded. */
  async begin(
    { recorder: wishes, recording }: Pick<LiveRequest, 'recorder' | 'recording'>,
    onEnd: (error: unknown) => void,
  ): Promise<void> {
    const { startRecorder, stopped, clock, log } = this.#ports;
    const { stream, pictureEnded, picture, sound } = this.#capture;
    this.#onEnd = onEnd;
    this.#isSteady = isSteady(recording.source);
    try {
      const recorder = await inTime(
        startRecorder(
          stream,
          { ...wishes, pictureEnded, picture, sound, stopped },
          { slice: (slice) => this.#slice(slice), ended: (why) => this.#ended(why) },
        ),
        OPEN_PATIENCE_MS,
        clock,
        { id: 'capture.recorderNotStarted' },
        (late) => void late.stop(),
      ).catch((error: unknown) => {
        throw stopped.aborted ? stopped.reason : error;
      });
      this.#recorder = recorder;
      const agoMs = clock.monotonicMs() - recorder.beganMs;
      this.timeline.runs(true, agoMs);
      if (this.#endedEarly !== null) throw new MessageError(this.#endedEarly);
      const startedAtMs = this.timeline.atMs - agoMs;
      log('info', { id: 'recorder.started', mimeType: recorder.mimeType });
      const started = this.#asked.add(() => this.#engine.started(recorder.mimeType, startedAtMs));
      // Slices that came before it wait for it, too.
      this.#slices.begin();
      await this.#answered(started);
    } catch (error) {
      this.#slices.close();
      this.timeline.runs(false);
      await this.#stopRecorder();
      throw error;
    }
  }

  #slice(slice: Blob): void {
    this.#slices.add(slice);
    this.#lookAtPicture();
  }

  #lookAtPicture(): void {
    this.#endsAtStop();
    // What comes in a pause or after the end isn't recorded, and nobody knows yet when a recorder that opens began.
    const isRecording = this.#recorder !== null && this.#finishing === null && this.ordered?.state !== 'paused';
    if (isRecording) this.#pictureEnd.look(this.#capture.picture.given(), this.timeline.recordedMs);
  }

  /** What was stopped before it ran ends then, not when it ran at last. */
  #endsAtStop(): void {
    const takenUntilMs = this.#recorder?.takenUntilMs() ?? null;
    if (takenUntilMs !== null) this.timeline.ends(this.#ports.clock.monotonicMs() - takenUntilMs);
  }

  /**
   * The longest time without a picture while the recorder opened, in milliseconds; null: it is not known yet, or not to be expected that
   * there is always one.
   */
  get openingGapMs(): number | null {
    return this.#isSteady ? (this.#recorder?.openingGapMs() ?? null) : null;
  }

  get flow(): Flow {
    return this.#slices.flow;
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

  /** Resolves when it isn't paused, or is ending. */
  get unpaused(): Promise<void> {
    return this.#pause?.promise ?? Promise.resolve();
  }

  async #order(state: RecorderOrder['state']): Promise<void> {
    if (this.#finishing !== null) return;
    this.#lookAtPicture();
    if (state === 'paused') {
      this.#pause ??= Promise.withResolvers();
      this.#recorder?.pause();
    } else {
      this.#recorder?.resume();
      this.#endPause();
    }
    this.timeline.runs(state === 'recording');
    const order = { state, atMs: this.timeline.atMs };
    this.#engine.order(order);
    await this.#answered(this.#asked.add(() => this.#engine.report(order)));
  }

  #endPause(): void {
    this.#pause?.resolve();
    this.#pause = null;
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
      this.#endPause();
      this.#slices.ending();
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

  /** The recorder delivers nothing any more: the recording has ended now, or with its last slice if that came long ago. */
  recorderBroke(): void {
    const nowMs = this.#ports.clock.monotonicMs();
    const quietMs = nowMs - (this.#slices.lastMs ?? this.#recorder?.beganMs ?? nowMs);
    this.timeline.breaks(quietMs < LONG_QUIET_MS ? 0 : quietMs);
  }

  /** Nothing is recorded any more, because its recorder has ended. If you stop it before another part runs, this says why. */
  missesFromNowOn(why: Message): void {
    this.#whyMissing = why;
  }

  /** The browser stood still, and what it didn't record is missing. Said when the recording has ended, too; the last one counts. */
  stoodStill(what: Message): void {
    this.#standstill = what;
  }

  /** The engine died: another one replaces it, and the recording continues. */
  engineDied(): void {
    // Stop takes care of that.
    if (this.#finishing !== null) return;
    // The next call would do it too, but during a pause there is none, and the upload would stall.
    this.#asked.add(() => this.#engine.revive()).catch((error: unknown) => this.#slices.failed(error));
  }

  async #end(problem: Message | null, isUnwanted: boolean): Promise<void> {
    this.#lookAtPicture();
    const endedAtMs = this.timeline.endsAtMs;
    // A second caller gets the same promise, which does not exist yet.
    await Promise.resolve();
    this.timeline.runs(false);
    // What was said up to Stop may still be on its way.
    const mayBeOnItsWay = problem === null && !isUnwanted && !this.timeline.hasEnded;
    if (mayBeOnItsWay && this.#recorder !== null) await catchUp(this.#capture, this.#ports);
    await this.#stopRecorder();
    closeCapture(this.#capture, this.#ports);
    await this.#slices.end();
    // Stopped while it opened, it may have taken nothing that can be kept.
    const mayBeEmpty = isUnwanted || (this.timeline.hasEnded && !this.timeline.isBroken);
    if (mayBeEmpty && this.#slices.flow.handedBytes === 0 && (await this.#asked.add(() => this.#discard()))) return;
    const why = this.#withLosses(
      this.#slices.problem ?? problem ?? this.#whyMissing,
      await this.#missingPicture(problem),
    );
    const { keptUntilMs } = this.#slices;
    const keptAtMs = keptUntilMs === null ? endedAtMs : Math.min(endedAtMs, this.timeline.at(keptUntilMs));
    await this.#asked.add(() => this.#engine.ask((to) => to.seal(keptAtMs, why), SEAL));
  }

  async #discard(): Promise<boolean> {
    let isDiscarded = false;
    await this.#engine.ask(async (to) => {
      isDiscarded = await to.discard();
    }, SEAL);
    if (isDiscarded) this.#ports.discarded();
    return isDiscarded;
  }

  /** What to say if its picture ends before it does; null: it doesn't, another part has what comes after, or the tab crashed. */
  async #missingPicture(problem: Message | null): Promise<Message | null> {
    const isContinued = this.timeline.isBroken || problem?.id === ENDED_BY.writer.id;
    // A crash is noticed seconds later, and no encoder is to blame for them: the tab gives one more picture, and it isn't recorded.
    const hasCrashed = problem?.id === 'capture.tabCrashed';
    if (isContinued || hasCrashed || this.#recorder === null) return null;
    return this.#pictureEnd.whatIsMissing(await endsOf(this.#recorder, this.#ports));
  }

  /** Why it ended, and what is missing from it. Null: nothing to report. */
  #withLosses(problem: Message | null, missingPicture: Message | null): Message | null {
    const { filledBytes, missingBytes } = this.#engine.lost;
    const missingAtEndBytes = missingBytes + this.#slices.droppedBytes;
    return joined([
      problem,
      holeAtFirst(this.openingGapMs),
      this.#standstill,
      missingPicture,
      filledBytes === 0 ? null : { id: 'recorder.lostWithin', lostBytes: filledBytes },
      missingAtEndBytes === 0 ? null : { id: 'recorder.lostAtEnd', lostBytes: missingAtEndBytes },
    ]);
  }

  #ended(why: Message): void {
    if (this.#slices.isClosed) return;
    this.#ports.log('warning', why);
    if (this.#recorder === null) {
      this.#endedEarly = why;
      return;
    }
    if (!FAILURES.has(why.id)) {
      this.#finish(why);
      return;
    }
    this.recorderBroke();
    void this.#ports.recorderFailed(why).then(() => this.#finish(why));
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
