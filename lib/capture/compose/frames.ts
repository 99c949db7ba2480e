/** The part of a `VideoFrame` that is used. Each holds memory from a small pool until it's closed. */
export interface Frame {
  readonly displayWidth: number;
  readonly displayHeight: number;
  close(): void;
}

/** Counts open frames, so that a leak is noticed. */
export class FrameCount {
  #open = 0;

  /** Counts a frame. It must be given back to {@link close} or {@link passOn}. */
  take<F extends Frame>(frame: F): F {
    this.#open += 1;
    return frame;
  }

  close(frame: Frame): void {
    this.#open -= 1;
    frame.close();
  }

  /** Someone else closes it from now on. */
  passOn(): void {
    this.#open -= 1;
  }

  get open(): number {
    return this.#open;
  }
}
