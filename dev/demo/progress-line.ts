const PLAIN_LINE_EVERY_MS = 2_000;

/** A line that changes: in place on a terminal, as a new line now and then elsewhere. */
export class ProgressLine {
  readonly #out: NodeJS.WriteStream;
  #shown = '';
  #writtenAtMs = Number.NEGATIVE_INFINITY;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    if (this.#out.isTTY) {
      this.#out.write(`\r\u001b[2K${text}`);
    } else if (performance.now() - this.#writtenAtMs >= PLAIN_LINE_EVERY_MS) {
      this.#writtenAtMs = performance.now();
      this.#out.write(`${text}\n`);
    }
  }

  /** Leaves the last text in place and moves to the next line. */
  end(): void {
    if (this.#out.isTTY && this.#shown !== '') this.#out.write('\n');
    this.#shown = '';
  }
}
