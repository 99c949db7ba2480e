/**
 * Keeps the newest row on disk, with one write at a time: what changes while one is under way is written together after
 * it. However quickly the changes come, a slow disk has one write and one row to do.
 */
export class RowKeeper<Row> {
  readonly #put: (row: Row) => Promise<void>;
  #newest: Row | null = null;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;

  /** `put` writes a row; it may reject. */
  constructor(put: (row: Row) => Promise<void>) {
    this.#put = put;
  }

  /** Resolves when this row, or a newer one, is on disk. @throws what `put` throws. */
  keep(row: Row): Promise<void> {
    this.#newest = row;
    this.#next ??= this.#writeNext();
    return this.#next;
  }

  async #writeNext(): Promise<void> {
    await this.#writing;
    const row = this.#newest;
    this.#next = null;
    if (row === null) return;
    const written = this.#put(row);
    // Whoever asked for it is told when it fails; the next write is another one.
    this.#writing = written.catch(() => undefined);
    await written;
  }
}
