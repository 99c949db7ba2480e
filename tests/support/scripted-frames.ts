import type { ComposerPorts } from '../../lib/capture/compose/composer.ts';
import type { FrameReader } from '../../lib/capture/compose/feed.ts';
import type { Frame } from '../../lib/capture/compose/frames.ts';
import type { Bubble } from '../../lib/recording/bubble.ts';
import type { Rect } from '../../lib/recording/crop.ts';

/** A frame that knows what it shows, and whether it was closed. */
export class ScriptedFrame implements Frame {
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly visibleRect: Rect | null = null;
  /** What it shows. */
  readonly shows: string;
  readonly timestampUs: number;
  isClosed = false;
  readonly #world: FrameWorld;

  constructor(world: FrameWorld, shows: string, timestampUs = 0, width = 640, height = 360) {
    this.#world = world;
    this.shows = shows;
    this.timestampUs = timestampUs;
    this.displayWidth = width;
    this.displayHeight = height;
    world.open.add(this);
  }

  close(): void {
    if (this.isClosed) throw new Error(`${this.shows} is closed twice.`);
    this.isClosed = true;
    this.#world.open.delete(this);
  }
}

/** A source that delivers what the test feeds it. */
export class ScriptedReader implements FrameReader<ScriptedFrame> {
  readonly #waiting: ScriptedFrame[] = [];
  #asked: ((result: { done: boolean; value?: ScriptedFrame }) => void) | null = null;
  isCancelled = false;

  give(frame: ScriptedFrame): void {
    const asked = this.#asked;
    this.#asked = null;
    if (asked !== null) asked({ done: false, value: frame });
    // Once its reader is gone, a source releases its frames, as a stopped track does.
    else if (this.isCancelled) frame.close();
    else this.#waiting.push(frame);
  }

  end(): void {
    this.#asked?.({ done: true });
    this.#asked = null;
    this.isCancelled = true;
  }

  async read(): Promise<{ done: boolean; value?: ScriptedFrame }> {
    const value = this.#waiting.shift();
    if (value !== undefined) return { done: false, value };
    if (this.isCancelled) return { done: true };
    return new Promise((resolve) => {
      this.#asked = resolve;
    });
  }

  async cancel(): Promise<void> {
    for (const frame of this.#waiting.splice(0)) frame.close();
    this.end();
  }
}

/** A clock, and all frames that exist. */
export class FrameWorld {
  readonly open = new Set<ScriptedFrame>();
  /** What was sent, and when. The receiver has closed it. */
  readonly sent: {
    readonly shows: string;
    readonly atMs: number;
    readonly timestampUs: number;
    readonly size: string;
  }[] = [];
  readonly failures: unknown[] = [];
  /** Whether drawing throws. */
  drawingFails = false;
  /** How long drawing takes. */
  drawingMs = 0;
  /** Whether sending throws. */
  sendingFails = false;
  nowMs = 1_000;
  #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  readonly ports: ComposerPorts<ScriptedFrame> = {
    isBaseCopied: false,
    nowMs: () => this.nowMs,
    later: (delayMs, callback) => {
      const timer = { atMs: this.nowMs + delayMs, callback };
      this.#timers.push(timer);
      return () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      };
    },
    restamp: (frame, timestampUs) =>
      new ScriptedFrame(this, frame.shows, timestampUs, frame.displayWidth, frame.displayHeight),
    draw: async (base, bubble, size, timestampUs) => {
      const shows = bubble === null ? `[${base.shows}]` : `${base.shows}+${bubble.frame.shows}@${bubble.look.corner}`;
      if (this.drawingMs > 0) await new Promise<void>((resolve) => this.ports.later(this.drawingMs, resolve));
      if (this.drawingFails) throw new Error('The canvas is lost.');
      return new ScriptedFrame(this, shows, timestampUs, size.width, size.height);
    },
    send: (frame) => {
      if (this.sendingFails) throw new Error('It cannot be transferred.');
      const { shows, timestampUs, displayWidth, displayHeight } = frame;
      this.sent.push({ shows, atMs: this.nowMs, timestampUs, size: `${displayWidth}x${displayHeight}` });
      frame.close();
    },
    failed: (error) => void this.failures.push(error),
  };

  frame(shows: string, width?: number, height?: number): ScriptedFrame {
    return new ScriptedFrame(this, shows, 0, width, height);
  }

  /** Advances the time, running everything that falls due. */
  async pass(delayMs: number): Promise<void> {
    const untilMs = this.nowMs + delayMs;
    await settle();
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > untilMs) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.callback();
      await settle();
    }
    this.nowMs = untilMs;
  }

  get shown(): readonly string[] {
    return this.sent.map(({ shows }) => shows);
  }
}

/** A bubble in this corner. */
export function inCorner(corner: Bubble['corner']): Bubble {
  return { shape: 'round', size: 'medium', corner };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
}
