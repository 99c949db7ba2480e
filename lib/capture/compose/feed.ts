import type { Frame, FrameCount } from './frames.ts';

/** A source of frames, such as a reader of a `ReadableStream`. */
export interface FrameReader<F> {
  read(): Promise<{ readonly done: boolean; readonly value?: F | undefined }>;
  cancel(): Promise<void>;
}

/** What happens to a feed. */
export interface FeedEvents {
  /** There is a new latest frame. */
  came(): void;
  /** Settles when the next frame may be read. New frames wait at their source meanwhile. */
  ready(): Promise<void> | null;
  /** The source ended on its own. */
  ended(): void;
  failed(error: unknown): void;
}

/** One of the pictures that are combined: its current source, and the latest frame of it. */
export class Feed<F extends Frame> {
  readonly #frames: FrameCount;
  readonly #events: FeedEvents;
  #reader: FrameReader<F> | null = null;
  #latest: F | null = null;
  #arrived = 0;

  constructor(frames: FrameCount, events: FeedEvents) {
    this.#frames = frames;
    this.#events = events;
  }

  /** Stays open until the next one comes. Null: there is none. */
  get latest(): F | null {
    return this.#latest;
  }

  /** Frames that have come so far. */
  get arrived(): number {
    return this.#arrived;
  }

  /** Switches to another source; null: there is none any more. The last frame stays. */
  follow(reader: FrameReader<F> | null): void {
    const before = this.#reader;
    this.#reader = reader;
    before?.cancel().catch((error: unknown) => console.debug('A source of frames ended by itself.', error));
    if (reader !== null) void this.#pump(reader);
  }

  /** Closes the latest frame. */
  forget(): void {
    if (this.#latest !== null) this.#frames.close(this.#latest);
    this.#latest = null;
  }

  async #pump(reader: FrameReader<F>): Promise<void> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (value !== undefined) this.#came(reader, this.#frames.take(value));
        if (done || this.#reader !== reader) break;
        await this.#events.ready();
      }
    } catch (error) {
      this.#events.failed(error);
    }
    if (this.#reader === reader) this.#events.ended();
  }

  #came(reader: FrameReader<F>, frame: F): void {
    if (this.#reader !== reader) {
      this.#frames.close(frame);
      return;
    }
    this.#arrived += 1;
    this.forget();
    this.#latest = frame;
    this.#events.came();
  }
}
