import { repairCatalog } from '../../lib/control/storage/repair-catalog.ts';
import type { RecordingRow } from '../../lib/spool/row.ts';
import { copyIn } from './engine-ports.ts';
import { MemoryCatalog } from './memory-catalog.ts';
import { MemoryFile } from './memory-file.ts';
import { VirtualFile } from './virtual-file.ts';
import type { World } from './world.ts';

/** What outlives an engine: the list with one recording, its files, and the copy of its row. */
export class RigDisk {
  readonly #world: World;
  readonly #id: string;
  readonly catalog: MemoryCatalog;
  readonly media: VirtualFile | MemoryFile;
  readonly marks = new MemoryFile();
  readonly row = new MemoryFile();
  #isGone = false;

  /** `catalogMs`: how long the list takes. */
  constructor(world: World, id: string, catalogMs: number) {
    this.#world = world;
    this.#id = id;
    this.catalog = new MemoryCatalog(world.clock, catalogMs);
    this.media = world.content.whole ? new MemoryFile() : new VirtualFile(world.content);
  }

  /** What the list has of the recording. */
  get listed(): RecordingRow | undefined {
    return this.catalog.rows.get(this.#id);
  }

  get copy(): RecordingRow | null {
    return copyIn(this.row);
  }

  /** Whether none of it was ever written, so that its folder was removed. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** What the background does at its start. */
  async repair(): Promise<void> {
    const { clock } = this.#world;
    const { rows } = this.catalog;
    await repairCatalog({
      catalog: { all: async () => [...rows.values()], put: async (row) => void rows.set(this.#id, row) },
      recordingsOnDisk: async () => [this.#id],
      findFile: async () => ({
        wholeBytes: this.media.getSize(),
        writtenAtMs: clock.now(),
        mimeType: 'video/webm',
      }),
      findRowCopy: async () => this.copy,
      deleteRowCopy: async () => this.row.truncate(0),
      takeLock: async () => ({ release: () => undefined }),
      deleteFiles: async () => {
        this.#isGone = true;
      },
      nowMs: () => clock.now(),
      note: (level, message) => {
        if (level === 'error') this.#world.violate(`It was not repaired: ${message.id}`);
      },
    });
  }
}
