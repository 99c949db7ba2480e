import { MIB } from '../base/byte-units.ts';
import type { SyncFile } from './spool-file.ts';

/** Enough for all that a browser writes while a recording ends: its databases take some hundred kilobytes. */
const BALLAST_BYTES = 16 * MIB;
/** Written at a time; on a slow disk that takes a few dozen milliseconds. */
const PIECE_BYTES = 2 * MIB;
/** With less than this on the disk, the recording needs the space itself. */
const PLENTY_BYTES = 128 * MIB;
/** `getRandomValues` gives no more at once. */
const RANDOM_BYTES = 65_536;

/** What a ballast needs. */
export interface BallastPorts {
  /**
   * The file that takes the space, which other engines have open, too. It may never open.
   * @param create without it, it's an error that there is none.
   */
  open(create: boolean): Promise<SyncFile>;
  /** Bytes that still fit on the disk; null when unknown. */
  freeBytes(): Promise<number | null>;
}

/**
 * Space that is held on the disk and given back when the disk is full. A browser that finds not a single free byte damages its
 * own databases: the one with the list of recordings, and the one that says where their files are. Every engine can give it
 * back, whoever took it. It never throws, and nobody waits for it.
 */
export class Ballast {
  readonly #ports: BallastPorts;
  #file: SyncFile | null = null;
  #mayGrow = false;
  /** Its size when this engine saw it last. */
  #seenBytes = 0;

  constructor(ports: BallastPorts) {
    this.#ports = ports;
  }

  /** A recording begins. Never rejects. */
  async hold(): Promise<void> {
    try {
      const freeBytes = await this.#ports.freeBytes();
      this.#file ??= await this.#ports.open(true);
      this.#mayGrow = freeBytes !== null && freeBytes >= PLENTY_BYTES;
    } catch (error) {
      console.debug('No space is held on the disk.', error);
    }
  }

  /** Nothing is recorded, but what is held may have to be given back. Never rejects. */
  async find(): Promise<void> {
    try {
      // A new file would be one more name to write to a disk that may be full.
      this.#file ??= await this.#ports.open(false);
    } catch (error) {
      console.debug('No space is held on the disk.', error);
    }
  }

  /** Call it once a second: takes some more space, until there is enough. */
  grow(): void {
    if (this.#file === null || !this.#mayGrow) return;
    try {
      const bytes = this.#file.getSize();
      const wasGivenBack = bytes < this.#seenBytes;
      this.#mayGrow = !wasGivenBack && bytes + PIECE_BYTES < BALLAST_BYTES;
      if (wasGivenBack || bytes >= BALLAST_BYTES) return;
      if (this.#file.write(incompressible(PIECE_BYTES), { at: bytes }) < PIECE_BYTES)
        throw new Error('The disk is full.');
      this.#file.flush();
      this.#seenBytes = bytes + PIECE_BYTES;
    } catch {
      this.drop();
    }
  }

  /** The disk is full: gives the space back. False when there is none. */
  drop(): boolean {
    this.#mayGrow = false;
    try {
      if (this.#file === null || this.#file.getSize() === 0) return false;
      this.#file.truncate(0);
      this.#file.flush();
      return true;
    } catch (error) {
      console.warn('The space on the disk was not given back.', error);
      return false;
    }
  }
}

/** Some file systems store nothing for zeros. */
function incompressible(bytes: number): Uint8Array<ArrayBuffer> {
  const piece = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += RANDOM_BYTES) crypto.getRandomValues(piece.subarray(at, at + RANDOM_BYTES));
  return piece;
}
