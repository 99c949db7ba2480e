import type { Clock } from '../base/clock.ts';
import type { RecordingRow } from '../spool/row.ts';
import type { RowCopy } from '../spool/row-copy.ts';
import { RowKeeper } from '../spool/row-keeper.ts';

/** The part of a copy that is used. */
export type OpenRowCopy = (id: string) => Promise<Pick<RowCopy, 'write' | 'close'>>;

/**
 * Keeps a copy of a recording's row beside its file, in case the browser loses its database. Nobody waits for it, and nothing
 * fails with it.
 */
export class CopiedRow {
  readonly #opening: ReturnType<OpenRowCopy>;
  readonly #keeper: RowKeeper<RecordingRow>;

  /** `id`: of a recording that has a folder. */
  constructor(id: string, open: OpenRowCopy, clock: Pick<Clock, 'wait'>) {
    this.#opening = open(id);
    // Writing meets the same error.
    this.#opening.catch(() => undefined);
    this.#keeper = new RowKeeper((row) => this.#write(row), clock);
  }

  keep(row: RecordingRow): void {
    this.#keeper.keep(row).catch((error: unknown) => console.debug('The row was not copied.', error));
  }

  /** From now on its files can be deleted. Never rejects. */
  close(): void {
    this.#keeper.drop();
    this.#opening.then(
      (copy) => copy.close(),
      () => undefined,
    );
  }

  async #write(row: RecordingRow): Promise<void> {
    const copy = await this.#opening;
    copy.write(row);
  }
}
