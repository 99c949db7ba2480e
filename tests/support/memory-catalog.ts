import type { Catalog, RecordingRow } from '../../lib/spool/catalog.ts';
import type { FakeClock } from './fake-clock.ts';

/** An in-memory catalog. Writes take time, keep their order, and are lost if the machine dies before they finish. */
export class MemoryCatalog implements Catalog {
  readonly rows = new Map<string, RecordingRow>();
  readonly #clock: FakeClock;
  /** How long a write takes, in milliseconds. */
  writeMs: number;
  /** Whether the next writes fail. */
  broken = false;
  /** How many writes were started. */
  puts = 0;

  constructor(clock: FakeClock, writeMs: number) {
    this.#clock = clock;
    this.writeMs = writeMs;
  }

  put(row: RecordingRow): Promise<void> {
    this.puts += 1;
    if (this.broken) return Promise.reject(new Error('The catalog is broken.'));
    const kept = structuredClone(row);
    if (this.writeMs === 0) {
      this.rows.set(kept.id, kept);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#clock.at(this.writeMs, () => {
        this.rows.set(kept.id, kept);
        resolve();
      });
    });
  }

  async get(id: string): Promise<RecordingRow | null> {
    return structuredClone(this.rows.get(id) ?? null);
  }

  async all(): Promise<RecordingRow[]> {
    return structuredClone([...this.rows.values()]).sort((a, b) => b.startedAtMs - a.startedAtMs);
  }

  async delete(id: string): Promise<void> {
    if (this.writeMs > 0) await new Promise<void>((resolve) => void this.#clock.at(this.writeMs, resolve));
    this.rows.delete(id);
  }

  async rewrite(change: (row: RecordingRow) => RecordingRow): Promise<void> {
    for (const [id, row] of this.rows) this.rows.set(id, change(row));
  }

  close(): void {
    // Nothing to release.
  }
}
