/** Starts a worker in advance: that takes a while, and longer beside an encoder that opens. */
export class SpareWorker {
  readonly #open: () => Worker;
  #spare: Worker | null = null;

  constructor(open: () => Worker) {
    this.#open = open;
  }

  /** A recording may start soon. No effect when there is a spare worker already. */
  prepare(): void {
    if (this.#spare !== null) return;
    const worker = this.#open();
    this.#spare = worker;
    // It could not be loaded: the next one may.
    worker.addEventListener('error', () => {
      if (this.#spare === worker) this.#spare = null;
    });
  }

  /** The spare worker, or a new one. The caller ends it. */
  take(): Worker {
    const worker = this.#spare ?? this.#open();
    this.#spare = null;
    return worker;
  }
}
