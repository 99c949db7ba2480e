import type { Size } from '../../base/pixels.ts';
import type { Bubble } from '../../recording/bubble.ts';
import { Feed, type FrameReader } from './feed.ts';
import { FrameClock, FramePace, type Input } from './frame-pace.ts';
import { type Frame, FrameCount } from './frames.ts';
import { evenSize } from './layout.ts';

/** The most frames of a source that may be on their way to the recorder: it has few, and stalls without them. */
const MOST_OF_SOURCE = 3;
/**
 * The most other frames: the document writes them, and while it opens a popup it writes none for a third of a second. An encoder
 * has room for ten.
 */
const MOST_OWN = 10;
/** Less of larger ones: they are in memory. */
const MOST_OWN_BYTES = 48 * 2 ** 20;
/** Brightness at full resolution, colors at half in both directions. */
const BYTES_PER_PIXEL = 1.5;

/** What a composer needs from the browser. `F`: frames, `B`: pictures of the bubble. */
export interface ComposerPorts<F extends Frame, B extends Frame = F> {
  /** Whether the base's frames are copies, in memory of their own. */
  readonly isBaseCopied: boolean;
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
    bubble: { readonly frame: B; readonly look: Bubble } | null,
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

/**
 * Combines two pictures into one, frame by frame: the base, and the bubble over it. The size is that of the base's
 * first frame, permanently. If there is nothing to draw, each frame of the base passes through untouched.
 */
export class Composer<F extends Frame, B extends Frame = F> {
  readonly #ports: ComposerPorts<F, B>;
  readonly #pace: FramePace;
  readonly #clock = new FrameClock();
  readonly #frames = new FrameCount();
  readonly #base: Feed<F>;
  readonly #bubble: Feed<B>;
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
  constructor(ports: ComposerPorts<F, B>, floorMs: number, size: Size | null) {
    this.#ports = ports;
    const failed = (error: unknown) => ports.failed(error);
    this.#base = new Feed(this.#frames, {
      came: () => this.#came('base'),
      // So each frame of the base is drawn, in order.
      ready: () => this.#drawing,
      // The last frame stays.
      ended: () => undefined,
      failed,
    });
    this.#bubble = new Feed(this.#frames, {
      came: () => this.#came('bubble'),
      ready: () => null,
      // A frozen bubble would be misleading.
      ended: () => this.#bubble.forget(),
      failed,
    });
    this.#pace = new FramePace(floorMs);
    this.#size = size;
  }

  /** Switches the base to another source, whose first frame replaces the last one; null: it's gone at once. */
  setBase(reader: FrameReader<F> | null): void {
    this.#base.follow(this.#isClosed ? null : reader);
    if (reader === null) this.#base.forget();
  }

  /** Switches the bubble to another source; null: it's gone. */
  setBubble(reader: FrameReader<B> | null): void {
    this.#bubble.follow(this.#isClosed ? null : reader);
    this.#bubble.forget();
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
    const arrived = { base: this.#base.arrived, bubble: this.#bubble.arrived };
    return { arrived, open: this.#frames.open };
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelTick();
    this.setBase(null);
    this.setBubble(null);
  }

  #came(input: Input): void {
    if (input === 'bubble' && this.#look === null) return;
    if (this.#pace.arrived(input, this.#ports.nowMs())) this.#sendFrame();
    else this.#awaitTick();
  }

  #sendFrame(): void {
    const base = this.#base.latest;
    if (base === null) return;
    if (this.#drawing !== null) {
      this.#isDue = true;
      return;
    }
    const nowMs = this.#ports.nowMs();
    this.#pace.sent(nowMs);
    this.#awaitTick();
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
    const size = this.#size ?? evenSize({ width: base.displayWidth, height: base.displayHeight });
    const { latest: frame } = this.#bubble;
    const bubble = this.#look === null || frame === null ? null : { frame, look: this.#look };
    const fits = base.displayWidth === size.width && base.displayHeight === size.height;
    // A frame that is sent again has the same capture time: recorders take it for no time at all. A drawn one has none.
    const isUntouched = bubble === null && fits && base !== this.#sentBase;
    if (this.#onTheirWay >= (isUntouched && !this.#ports.isBaseCopied ? MOST_OF_SOURCE : mostOwn(size))) return;
    this.#size = size;
    this.#sentBase = base;
    if (isUntouched) this.#send(this.#frames.take(restamp(base, timestampUs)));
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

function mostOwn({ width, height }: Size): number {
  const fitting = Math.floor(MOST_OWN_BYTES / (width * height * BYTES_PER_PIXEL));
  return Math.min(MOST_OWN, Math.max(MOST_OF_SOURCE, fitting));
}
