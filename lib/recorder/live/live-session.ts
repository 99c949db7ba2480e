import type { KnownRecording } from '../../engine/engine-api.ts';
import { type Elapsed, pauseElapsed, resumeElapsed } from '../../recording/elapsed.ts';
import { joined } from '../../recording/message.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import type { StopRule } from '../../recording/stop-rule.ts';
import type { Target } from '../../recording/target.ts';
import { Aims, type GivenAim } from './aims.ts';
import { type LiveRequest, NothingRecordedError } from './live-ports.ts';
import type { LiveRecording } from './live-recording.ts';
import type { LiveWarnings } from './live-warnings.ts';
import type { Part } from './part.ts';

/** What this document knows about the live recording and its engine doesn't. */
export class LiveSession {
  readonly request: LiveRequest;
  readonly warnings: LiveWarnings;
  readonly part: Part;
  readonly starting: Promise<LiveRecording>;
  isStopping = false;
  /** When it stops by itself; null: when you stop it. */
  stop: StopRule | null;
  /** Called at each report of its engine. */
  onHeard: () => void = () => undefined;
  waitingBytes = 0;
  readonly #opening = new AbortController();
  #live: LiveRecording | null = null;
  readonly #aims: Aims;
  #heardAtMs: number;

  constructor(
    request: LiveRequest,
    part: Part,
    warnings: LiveWarnings,
    heardAtMs: number,
    start: (session: LiveSession) => Promise<LiveRecording>,
  ) {
    this.request = request;
    this.part = part;
    this.warnings = warnings;
    this.#aims = new Aims(request.recording.target);
    this.stop = request.stop;
    this.#heardAtMs = heardAtMs;
    this.starting = start(this).then((live) => {
      this.#live = live;
      return live;
    });
  }

  get id(): string {
    return this.request.recording.id;
  }

  /** Where it goes: you may have changed it since the start. Unknown: nowhere, until you say where. */
  get target(): Target {
    return this.#aims.target;
  }

  /** Its engine gets another target from you; unknown: you cancel its upload. */
  aim(target: Target): GivenAim {
    return this.#aims.add(target);
  }

  /** A URL that it was given belongs to the recording that it continues: it waits for another. */
  loseUrl(): void {
    if ('uploadUrl' in this.target) this.aim({ unknown: true });
  }

  /** Whether its recorder runs, or did. */
  get isRunning(): boolean {
    return this.#live !== null;
  }

  /** See {@link LivePorts.stopped}. */
  get stopped(): AbortSignal {
    return this.#opening.signal;
  }

  /** You stop it. No effect when it runs: then it is to be finished. */
  stopOpening(): void {
    if (!this.isRunning) this.#opening.abort(new NothingRecordedError());
  }

  /** Whether you paused it. */
  get isPaused(): boolean {
    return this.#live?.ordered?.state === 'paused';
  }

  /** Its engine reported that so much has been sent. Milliseconds by a clock that never jumps. */
  heard(sentBytes: number, atMs: number): void {
    this.#aims.heard(sentBytes);
    this.#heardAtMs = atMs;
    this.onHeard();
  }

  /** When its engine last reported, in milliseconds by a clock that never jumps. */
  get heardAtMs(): number {
    return this.#heardAtMs;
  }

  /** Milliseconds recorded so far, by a clock that never jumps. */
  get recordedMs(): number {
    return this.#live?.timeline.recordedMs ?? 0;
  }

  /** When the recording that continues it stops by itself. */
  get stopOfNext(): StopRule | null {
    if (this.stop?.kind !== 'after') return this.stop;
    return { kind: 'after', recordedMs: Math.max(0, this.stop.recordedMs - this.recordedMs) };
  }

  /** What is shown of what its engine reports. */
  shown(reported: RecordingSnapshot): RecordingSnapshot {
    if (!isLive(reported.state)) return reported;
    return {
      ...reported,
      ...this.#asOrdered(reported),
      isStopping: this.isStopping,
      microphone: this.part.sound?.microphone() ?? null,
      stop: this.stop,
      markersMs: this.#live?.timeline.markersMs ?? reported.markersMs,
      camera: this.part.camera?.state ?? null,
      waitingBytes: this.waitingBytes,
      warning: joined([...this.warnings.all, reported.warning]),
    };
  }

  #asOrdered({ state, elapsed }: RecordingSnapshot): Pick<RecordingSnapshot, 'state' | 'elapsed'> {
    const ordered = this.#live?.ordered ?? null;
    if (ordered === null || state === 'preparing')
      return { state, elapsed: this.#asByTheClock(this.#untilEnd(elapsed)) };
    const change = ordered.state === 'paused' ? pauseElapsed : resumeElapsed;
    return { state: ordered.state, elapsed: this.#asByTheClock(change(elapsed, ordered.atMs)) };
  }

  /** It may have been stopped seconds before it ran. */
  #untilEnd(elapsed: Elapsed): Elapsed {
    const { timeline } = this.#live ?? {};
    return this.isStopping && timeline?.hasEnded === true ? pauseElapsed(elapsed, timeline.endsAtMs) : elapsed;
  }

  /** Pages count from a time by their own clock, which may have jumped. */
  #asByTheClock({ recordedMs, runningSinceMs }: Elapsed): Elapsed {
    const jumpedMs = this.#live?.timeline.jumpedMs ?? 0;
    return { recordedMs, runningSinceMs: runningSinceMs === null ? null : runningSinceMs + jumpedMs };
  }

  /** What an engine gets that it is handed over to; null: none has reported anything yet. */
  known(reported: RecordingSnapshot | null): KnownRecording {
    const { target, hasSent } = this.#aims.handOver();
    const kind = reported?.link.kind;
    return {
      recording: { ...this.request.recording, target },
      hasSent,
      isUploadHeld: kind === 'paused' || kind === 'blocked',
    };
  }
}
