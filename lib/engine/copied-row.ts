import type { Clock } from '../base/clock.ts';
import type { RecordingRow } from '../spool/row.ts';
import type { RowCopy } from '../spool/row-copy.ts';
import { RowKeeper } from '../spool/row-keeper.ts';
import { withRoom } from '../spool/with-room.ts';

/** The part of a copy that is used. */
type OpenRowCopy = (id: string) => Promise<Pick<RowCopy, 'write' | 'close'>>;

/** What keeping a copy needs. */
export interface CopyPorts {
  readonly clock: Pick<Clock, 'wait'>;
  /** Opens the copy of a row that lies beside the recording's file. */
  readonly openRowCopy: OpenRowCopy;
  /** Gives back what is held on the disk; false when there is nothing. */
  readonly makeRoom: () => boolean;
}

/**
 * Keeps a copy of a recording's row beside its file, in case the browser loses its database. Nobody waits for it, and nothing
 * fails with it.
 */
export class CopiedRow {
  readonly #opening: ReturnType<OpenRowCopy>;
  readonly #keeper: RowKeeper<RecordingRow>;

  /** `id`: of a recording that has a folder. */
  constructor(id: string, { openRowCopy, makeRoom, clock }: CopyPorts) {
    this.#opening = openRowCopy(id);
    // Writing meets the same error.
    this.#opening.catch(() => undefined);
    this.#keeper = new RowKeeper((row) => withRoom(() => this.#write(row), makeRoom), clock);
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
