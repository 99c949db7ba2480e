/** The last writes and reports take a moment. */
const LINGER_MS = 2_000;

/** What an idle watch needs of the world. */
export interface IdlePorts {
  /** Milliseconds by a clock that never jumps. */
  nowMs(): number;
  later(delayMs: number, callback: () => void): void;
  isIdle(): boolean;
  /** Called when nothing has been going on for a moment, and again as long as that is so. */
  onIdle(): void;
}

/** Notices when there is nothing left to do. */
export class IdleWatch {
  readonly #ports: IdlePorts;
  #isDue = false;
  #changedAtMs = 0;

  constructor(ports: IdlePorts) {
    this.#ports = ports;
  }

  /** Something went on just now. */
  changed(): void {
    this.#changedAtMs = this.#ports.nowMs();
  }

  checkLater(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#ports.later(LINGER_MS, () => {
      this.#isDue = false;
      if (!this.#ports.isIdle()) return;
      // This check may have been asked for long before the last change.
      if (this.#ports.nowMs() - this.#changedAtMs >= LINGER_MS) this.#ports.onIdle();
      this.checkLater();
    });
  }
}
