import { assertNever } from '../../base/errors.ts';
import type { Size } from '../../base/pixels.ts';
import type { Bubble } from '../../recording/bubble.ts';
import type { Flow } from '../cover-opening.ts';
import { LOOK_EVERY_MS, WorkerLooks } from '../worker-silence.ts';
import type { FrameOutput, TrackFrames } from './browser-frames.ts';
import type { BaseKind, ComposeNews, ComposeOrder } from './compose-messages.ts';
import { ComposeWatch, type Remedy } from './compose-watch.ts';
import type { ComposerFacts } from './composer.ts';
import { croppedFrames, cropVideoFrame } from './crop-frames.ts';
import { FrameClock, type Input } from './frame-pace.ts';

/**
 * The shortest time between frames for an encoder that opens: the first come every 60 ms, as every second frame of a camera does,
 * and each later one waits for a share of the time since the first. Chromium queues ten frames for such an encoder and drops the
 * rest, which would leave a gap. It opens within half a second to one, on a busy machine within ten, and nobody knows beforehand:
 * ten frames like these last for six seconds or more, and the longest gap is less than half of the time.
 */
const FEW_EVERY_MS = 60;
const FEW_EVERY_SHARE = 0.7;

/** The part of a worker that is used. */
export interface ComposeWorker {
  post(order: ComposeOrder, transfer: Transferable[]): void;
  end(): void;
}

/** What a compositor needs from the browser. */
export interface CompositorPorts {
  /** `died`: it no longer works; may be called more than once. */
  openWorker(heard: (news: ComposeNews) => void, died: (reason: string) => void): ComposeWorker;
  framesOf(track: MediaStreamTrack): TrackFrames;
  openOutput(): FrameOutput;
  /** Milliseconds by a clock that never jumps. */
  nowMs(): number;
  /** Calls back repeatedly; returns a function that stops it. */
  every(delayMs: number, callback: () => void): () => void;
}

/** What a compositor reports. */
export interface CompositorEvents {
  /** Drawing was given up: the base goes to the recorder unchanged. Called at most once. */
  bypassed(): void;
  /** The recorder took nothing for seconds; from now on there is a new {@link Compositor.track}. */
  trackReplaced(): void;
}

/**
 * Combines a main picture and a bubble over it, either of which may change or end, into the one track that is recorded.
 * A worker draws, and may die or hang. Its frames pass through this document, which owns the recorder's track, so
 * another worker can take its place without the recorder noticing. If workers keep dying, the recorder gets the base
 * unchanged.
 */
export class Compositor {
  readonly #ports: CompositorPorts;
  readonly #events: CompositorEvents;
  readonly #floorMs: number;
  readonly #base: BaseKind;
  readonly #watch = new ComposeWatch();
  readonly #sources = new Map<Input, { readonly track: MediaStreamTrack; frames: TrackFrames }>();
  readonly #stopLooking: () => void;
  #output: FrameOutput;
  #worker: ComposeWorker | null = null;
  #facts: ComposerFacts = { arrived: { base: 0, bubble: 0 }, open: 0 };
  #look: Bubble | null = null;
  #size: Size | null = null;
  #heard = 0;
  readonly #looks: WorkerLooks;
  #taken = 0;
  #writing = 0;
  #flow: Flow = 'all';
  /** Of the frames in this flow. */
  #firstAtMs: number | null = null;
  #writtenAtMs = Number.NEGATIVE_INFINITY;
  #isClosed = false;

  /** @param floorMs the longest time between two frames. */
  constructor(ports: CompositorPorts, events: CompositorEvents, floorMs: number, base: BaseKind) {
    this.#ports = ports;
    this.#events = events;
    this.#floorMs = floorMs;
    this.#base = base;
    this.#looks = new WorkerLooks(ports.nowMs());
    this.#output = ports.openOutput();
    this.#openWorker();
    this.#stopLooking = ports.every(LOOK_EVERY_MS, () => this.#lookOnce());
  }

  /** The track to record. It lives until {@link close}, whatever happens to its sources. */
  get track(): MediaStreamTrack {
    return this.#output.track;
  }

  /** Frames written. */
  get frames(): number {
    return this.#taken;
  }

  /** Frames open in the worker now. */
  get openFrames(): number {
    return this.#facts.open;
  }

  /** Switches a picture to this track; null: it's gone. The caller keeps ownership of the track. */
  setInput(input: Input, track: MediaStreamTrack | null): void {
    if (this.#isClosed) return;
    this.#sources.get(input)?.frames.close();
    this.#sources.delete(input);
    if (track !== null) this.#sources.set(input, { track, frames: this.#ports.framesOf(track) });
    this.#hintContent();
    if (this.#worker !== null) this.#handOver(input);
    else if (input === 'base') this.#bypass();
  }

  /** Sets how the bubble looks; null hides it. */
  setLook(look: Bubble | null): void {
    this.#look = look;
    this.#worker?.post({ kind: 'look', look }, []);
  }

  /** Sets how many of the frames are written from now on. */
  setFlow(flow: Flow): void {
    this.#flow = flow;
    this.#firstAtMs = null;
  }

  /** Ends the track and releases every frame. Can be called more than once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stopLooking();
    this.#worker?.end();
    this.#worker = null;
    for (const { frames } of this.#sources.values()) frames.close();
    this.#sources.clear();
    this.#output.close();
  }

  /** Tells the encoder whether the main part of the picture needs sharp text or smooth motion. */
  #hintContent(): void {
    this.#output.track.contentHint = this.#sources.get('base')?.track.contentHint ?? '';
  }

  #openWorker(): void {
    const worker: ComposeWorker = this.#ports.openWorker(
      (news) => this.#hear(worker, news),
      (reason) => {
        if (this.#worker !== worker || this.#isClosed) return;
        console.warn('The worker that draws has died.', reason);
        this.#mend(this.#watch.workerDied());
      },
    );
    this.#worker = worker;
    this.#facts = { arrived: { base: 0, bubble: 0 }, open: 0 };
    worker.post({ kind: 'open', floorMs: this.#floorMs, size: this.#size, base: this.#base }, []);
    worker.post({ kind: 'look', look: this.#look }, []);
  }

  #handOver(input: Input): void {
    const readable = this.#sources.get(input)?.frames.readable ?? null;
    this.#worker?.post({ kind: 'input', input, readable }, readable === null ? [] : [readable]);
  }

  #hear(worker: ComposeWorker, news: ComposeNews): void {
    if (worker !== this.#worker) {
      if (news.kind === 'frame') news.frame.close();
      return;
    }
    this.#heard += 1;
    switch (news.kind) {
      case 'frame':
        this.#size = { width: news.frame.displayWidth, height: news.frame.displayHeight };
        void this.#write(news.frame).finally(() => worker.post({ kind: 'taken' }, []));
        return;
      case 'beat':
        this.#facts = news.facts;
        return;
      case 'failed':
        console.warn('A picture could not be drawn.', news.reason);
        return;
      default:
        assertNever(news);
    }
  }

  #isWanted(): boolean {
    if (this.#flow !== 'few') return this.#flow === 'all';
    if (this.#firstAtMs === null) return true;
    const everyMs = Math.max(FEW_EVERY_MS, FEW_EVERY_SHARE * (this.#writtenAtMs - this.#firstAtMs));
    return this.#ports.nowMs() - this.#writtenAtMs >= everyMs;
  }

  /** Never rejects. The frame is closed afterwards in any case. */
  async #write(frame: VideoFrame): Promise<void> {
    if (!this.#isWanted()) {
      frame.close();
      return;
    }
    const output = this.#output;
    this.#writtenAtMs = this.#ports.nowMs();
    this.#firstAtMs ??= this.#writtenAtMs;
    this.#writing += 1;
    try {
      await output.write(frame);
      this.#taken += 1;
    } catch (error) {
      if (!this.#isClosed) console.warn('The recorder took no frame.', error);
    } finally {
      frame.close();
      if (output === this.#output) this.#writing -= 1;
    }
  }

  #lookOnce(): void {
    const inputs = [...this.#sources].map(([input, { frames }]) => [
      input,
      { delivered: frames.delivered(), arrived: this.#facts.arrived[input] },
    ]);
    // Without a worker, only the writing is watched.
    this.#heard += this.#worker === null ? 1 : 0;
    this.#mend(
      this.#watch.look({
        heard: this.#heard,
        inputs: this.#worker === null ? {} : Object.fromEntries(inputs),
        isWriting: this.#writing > 0,
        taken: this.#taken,
        weight: this.#looks.weigh(this.#ports.nowMs()),
      }),
    );
  }

  #mend(remedy: Remedy): void {
    switch (remedy.kind) {
      case 'none':
        return;
      case 'renew-input':
        this.setInput(remedy.input, this.#sources.get(remedy.input)?.track ?? null);
        return;
      case 'renew-worker':
        this.#worker?.end();
        this.#openWorker();
        for (const [input, { track }] of [...this.#sources]) this.setInput(input, track);
        return;
      case 'bypass':
        this.#worker?.end();
        this.#worker = null;
        this.setInput('bubble', null);
        this.setInput('base', this.#sources.get('base')?.track ?? null);
        this.#events.bypassed();
        return;
      case 'renew-output':
        this.#output.close();
        this.#output = this.#ports.openOutput();
        this.#hintContent();
        this.#writing = 0;
        this.#events.trackReplaced();
        return;
      default:
        assertNever(remedy);
    }
  }

  /** Writes the base's frames as they come, without a worker. */
  async #bypass(): Promise<void> {
    const source = this.#sources.get('base');
    if (source === undefined) return;
    const clock = new FrameClock();
    const reader = croppedFrames(source.frames.readable.getReader(), this.#base.crop, cropVideoFrame);
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (value !== undefined) {
          const timestamp = clock.stamp(this.#ports.nowMs());
          const frame = new VideoFrame(value, { timestamp });
          value.close();
          // One at a time: frames that can't be written at once are dropped.
          if (this.#writing > 0 || this.#sources.get('base') !== source) frame.close();
          else void this.#write(frame);
        }
        if (done || this.#sources.get('base') !== source) return;
      }
    } catch (error) {
      console.warn('A source of frames ended by itself.', error);
    }
  }
}
