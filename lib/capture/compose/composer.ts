import type { Size } from '../../base/pixels.ts';
import type { Bubble } from '../../recording/bubble.ts';
import { FrameClock, FramePace, type Input } from './frame-pace.ts';
import { type Frame, FrameCount } from './frames.ts';
import { evenSize } from './layout.ts';

/** The most frames that may be on their way to the recorder. More would pile up in memory. */
const MOST_ON_THEIR_WAY = 3;

/** What a composer needs from the browser. */
export interface ComposerPorts<F extends Frame> {
  /** Milliseconds by a clock that never jumps. */
  nowMs(): number;
  /** Calls back once; returns a function that cancels it. */
  later(delayMs: number, callback: () => void): () => void;
  /** The same picture with a new timestamp, in microseconds. */
  restamp(frame: F, timestampUs: number): F;
  /**
   * A new picture: the base letterboxed to the size, with the bubble over it unless that is null. Both may be closed as
   * soon as this returns. It settles within a second.
   */
  draw(
    base: F,
    bubble: { readonly frame: F; readonly look: Bubble } | null,
    size: Size,
    timestampUs: number,
  ): Promise<F>;
  /** Sends a frame on its way. The receiver closes it. */
  send(frame: F): void;
  /** Something couldn't be drawn. */
  failed(error: unknown): void;
}

/** What a composer has done so far. */
export interface ComposerFacts {
  readonly arrived: Readonly<Record<Input, number>>;
  /** Frames open here now. Between two frames at most two: the latest of each picture. */
  readonly open: number;
}

/** A source of frames, such as a reader of a `ReadableStream`. */
export interface FrameReader<F> {
  read(): Promise<{ readonly done: boolean; readonly value?: F | undefined }>;
  cancel(): Promise<void>;
}

/**
 * Combines two pictures into one, frame by frame: the base, and the bubble over it. The size is that of the base's
 * first frame, permanently. If there is nothing to draw, each frame of the base passes through untouched.
 */
export class Composer<F extends Frame> {
  readonly #ports: ComposerPorts<F>;
  readonly #pace: FramePace;
  readonly #clock = new FrameClock();
  readonly #frames = new FrameCount();
  readonly #latest = new Map<Input, F>();
  readonly #readers = new Map<Input, FrameReader<F>>();
  readonly #arrived = { base: 0, bubble: 0 };
  /** The base's frame that went out last. */
  #sentBase: F | null = null;
  #size: Size | null;
  #look: Bubble | null = null;
  #onTheirWay = 0;
  /** Settles when the current drawing has been sent; null: nothing is being drawn. Never rejects. */
  #drawing: Promise<void> | null = null;
  /** Whether a frame became due while another was being drawn. */
  #isDue = false;
  #cancelTick: () => void = () => undefined;
  #isClosed = false;

  /** @param size of the output frames; null: that of the first input frame. */
  constructor(ports: ComposerPorts<F>, floorMs: number, size: Size | null) {
    this.#ports = ports;
    this.#pace = new FramePace(floorMs);
    this.#size = size;
  }

  /**
   * Switches a picture to another source; null: the picture is gone. The base's last frame stays until the next one
   * comes.
   */
  setInput(input: Input, reader: FrameReader<F> | null): void {
    const before = this.#readers.get(input);
    this.#readers.delete(input);
    before?.cancel().catch((error: unknown) => console.debug('A source of frames ended by itself.', error));
    if (input === 'bubble' || reader === null) this.#forget(input);
    if (reader === null || this.#isClosed) return;
    this.#readers.set(input, reader);
    void this.#pump(input, reader);
  }

  /** Sets how the bubble looks; null hides it. */
  setLook(look: Bubble | null): void {
    this.#look = look;
  }

  /** A sent frame has been taken, or never will be. */
  taken(): void {
    this.#onTheirWay = Math.max(0, this.#onTheirWay - 1);
  }

  get facts(): ComposerFacts {
    return { arrived: { ...this.#arrived }, open: this.#frames.open };
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTick();
    for (const input of ['base', 'bubble'] as const) this.setInput(input, null);
  }

  async #pump(input: Input, reader: FrameReader<F>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (value !== undefined) this.#came(input, reader, this.#frames.take(value));
        if (done || this.#readers.get(input) !== reader) break;
        // New frames wait at their source meanwhile, so each frame of the base is drawn, in order.
        if (input === 'base') await this.#drawing;
      }
    } catch (error) {
      this.#ports.failed(error);
    }
    // The source ended on its own: the base's last frame stays, but a frozen bubble would be misleading.
    if (this.#readers.get(input) === reader && input === 'bubble') this.#forget(input);
  }

  #came(input: Input, reader: FrameReader<F>, frame: F): void {
    if (this.#readers.get(input) !== reader) {
      this.#frames.close(frame);
      return;
    }
    this.#arrived[input] += 1;
    this.#forget(input);
    this.#latest.set(input, frame);
    if (input === 'bubble' && this.#look === null) return;
    if (this.#pace.arrived(input, this.#ports.nowMs())) this.#sendFrame();
    else this.#awaitTick();
  }

  #forget(input: Input): void {
    const frame = this.#latest.get(input);
    this.#latest.delete(input);
    if (frame !== undefined) this.#frames.close(frame);
  }

  #sendFrame(): void {
    const base = this.#latest.get('base');
    if (base === undefined) return;
    if (this.#drawing !== null) {
      this.#isDue = true;
      return;
    }
    const nowMs = this.#ports.nowMs();
    this.#pace.sent(nowMs);
    this.#awaitTick();
    if (this.#onTheirWay >= MOST_ON_THEIR_WAY) return;
    try {
      this.#compose(base, this.#clock.stamp(nowMs));
    } catch (error) {
      this.#ports.failed(error);
    }
  }

  #send(frame: F): void {
    try {
      this.#ports.send(frame);
      this.#frames.passOn();
      this.#onTheirWay += 1;
    } catch (error) {
      this.#frames.close(frame);
      throw error;
    }
  }

  #compose(base: F, timestampUs: number): void {
    const { draw, restamp } = this.#ports;
    this.#size ??= evenSize({ width: base.displayWidth, height: base.displayHeight });
    const size = this.#size;
    const bubbleFrame = this.#latest.get('bubble');
    const bubble = this.#look === null || bubbleFrame === undefined ? null : { frame: bubbleFrame, look: this.#look };
    const fits = base.displayWidth === size.width && base.displayHeight === size.height;
    // A frame that is sent again has the same capture time: recorders take it for no time at all. A drawn one has none.
    const isRepeated = base === this.#sentBase;
    this.#sentBase = base;
    if (bubble === null && fits && !isRepeated) this.#send(this.#frames.take(restamp(base, timestampUs)));
    else this.#drawing = this.#sendDrawn(draw(base, bubble, size, timestampUs));
  }

  /** Never rejects. */
  async #sendDrawn(drawn: Promise<F>): Promise<void> {
    try {
      const frame = this.#frames.take(await drawn);
      if (this.#isClosed) this.#frames.close(frame);
      else this.#send(frame);
    } catch (error) {
      this.#ports.failed(error);
    }
    this.#drawing = null;
    if (!this.#isDue) return;
    this.#isDue = false;
    this.#sendFrame();
  }

  #awaitTick(): void {
    this.#cancelTick();
    const { nowMs, later } = this.#ports;
    if (!this.#isClosed) this.#cancelTick = later(Math.max(0, this.#pace.dueAtMs - nowMs()), () => this.#sendFrame());
  }
}
