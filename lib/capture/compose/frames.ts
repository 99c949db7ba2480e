/** What is used of a `VideoFrame`. Each holds memory of a small pool until it is closed. */
export interface Frame {
  readonly displayWidth: number;
  readonly displayHeight: number;
  close(): void;
}

/** Counts the frames that are open, so that a leak is seen. */
export class FrameCount {
  #open = 0;

  /** Takes a frame into account. It must be given back to {@link close} or {@link passOn}. */
  take<F extends Frame>(frame: F): F {
    this.#open += 1;
    return frame;
  }

  close(frame: Frame): void {
    this.#open -= 1;
    frame.close();
  }

  /** Somebody else closes it from now on. */
  passOn(): void {
    this.#open -= 1;
  }

  get open(): number {
    return this.#open;
  }
}
