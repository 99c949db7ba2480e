import type { Clock } from '../base/clock.ts';
import { inTime, TooLateError } from '../base/clock.ts';

/** Writing a row takes milliseconds, or a second on a busy disk. */
const PATIENCE_MS = 10_000;
/** How many abandoned writes may still be pending. If none of them ends, another wouldn't either. */
const MAX_GIVEN_UP = 4;

/**
 * Keeps the newest row on disk with one write at a time: changes during a write are written together after it. However
 * fast changes come, a slow disk has one write and one row to do. A write that doesn't end is abandoned, and the next
 * row is tried.
 */
export class RowKeeper<Row> {
  readonly #put: (row: Row) => Promise<void>;
  readonly #clock: Pick<Clock, 'wait'>;
  #newest: Row | null = null;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  #givenUp = 0;

  /** `put` writes a row; it may reject, or never settle. */
  constructor(put: (row: Row) => Promise<void>, clock: Pick<Clock, 'wait'>) {
    this.#put = put;
    this.#clock = clock;
  }

  /** Resolves when this row, or a newer one, is on disk. @throws what `put` throws. @throws TooLateError */
  keep(row: Row): Promise<void> {
    this.#newest = row;
    this.#next ??= this.#writeNext();
    return this.#next;
  }

  /** Drops what waits to be written. */
  drop(): void {
    this.#newest = null;
  }

  async #writeNext(): Promise<void> {
    await this.#writing;
    const row = this.#newest;
    this.#next = null;
    if (row === null) return;
    const written = this.#write(row);
    // The caller learns about a failure; the next write is separate.
    this.#writing = written.catch(() => undefined);
    await written;
  }

  async #write(row: Row): Promise<void> {
    const what = { id: 'spool.databaseNoAnswer' };
    if (this.#givenUp >= MAX_GIVEN_UP) throw new TooLateError(what);
    const put = this.#put(row);
    try {
      await inTime(put, PATIENCE_MS, this.#clock, what);
    } catch (error) {
      if (error instanceof TooLateError) this.#countUntilSettled(put);
      throw error;
    }
  }

  #countUntilSettled(put: Promise<void>): void {
    this.#givenUp += 1;
    const settled = () => {
      this.#givenUp -= 1;
    };
    put.then(settled, settled);
  }
}
