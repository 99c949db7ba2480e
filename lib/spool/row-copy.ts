import { crc32c } from '../base/crc32c.ts';
import type { RecordingRow } from './row.ts';
import type { SyncFile } from './spool-file.ts';

/** A row takes a kilobyte or two; with long URLs and hundreds of markers, some more. */
const SLOT_BYTES = 32 * 1024;
/** The checksum of all that follows, the number of the write, and the length of the text: four bytes each. */
const HEAD_BYTES = 12;

/** What a slot holds. */
interface Written {
  /** Of two, the one with the higher number is newer. */
  readonly order: number;
  readonly row: unknown;
  /** The length of all that, from the beginning of the slot. */
  readonly bytes: number;
}

/**
 * A copy of a recording's row, in a file beside the recording: a browser whose database is damaged starts with an empty one.
 *
 * There are two slots. The new row is written to the empty one and flushed, then the other is emptied: at every moment
 * one of them is whole, and nothing stays of what the row has forgotten. All of the file is written when it is opened, so
 * that a full disk still takes changes.
 */
export class RowCopy {
  readonly #file: SyncFile;
  #slot: 0 | 1 = 1;
  #order = 0;
  /** How much of its slot the row takes; the other slot is empty. */
  #bytes = 0;

  constructor(file: SyncFile) {
    this.#file = file;
    const bytes = new Uint8Array(2 * SLOT_BYTES);
    file.read(bytes, { at: 0 });
    const newest = newestIn(bytes);
    if (newest === null) {
      this.#clear();
      return;
    }
    this.#slot = newest.slot;
    this.#order = newest.order;
    this.#bytes = newest.bytes;
    // A change that was cut off may have left something there.
    this.#fill(other(newest.slot), new Uint8Array(SLOT_BYTES));
  }

  /** @throws Error when the disk refuses it, or it's too long. There is no copy then: an old one could mislead. */
  write(row: RecordingRow): void {
    try {
      this.#write(row);
    } catch (error) {
      this.#clear();
      throw error;
    }
  }

  close(): void {
    this.#file.close();
  }

  #write(row: RecordingRow): void {
    // An earlier failure may have cut it off.
    if (this.#file.getSize() < 2 * SLOT_BYTES) this.#clear();
    const order = this.#order + 1;
    const slot = other(this.#slot);
    const bytes = written(row, order);
    this.#fill(slot, bytes);
    this.#file.flush();
    this.#fill(this.#slot, new Uint8Array(this.#bytes));
    this.#file.flush();
    this.#slot = slot;
    this.#order = order;
    this.#bytes = bytes.length;
  }

  #clear(): void {
    this.#bytes = 0;
    try {
      this.#fill(0, new Uint8Array(SLOT_BYTES));
      this.#fill(1, new Uint8Array(SLOT_BYTES));
    } catch {
      // A full disk still gives space back.
      this.#file.truncate(0);
    }
    this.#file.flush();
  }

  #fill(slot: 0 | 1, bytes: Uint8Array<ArrayBuffer>): void {
    const taken = this.#file.write(bytes, { at: slot * SLOT_BYTES });
    if (taken !== bytes.length) throw new Error('The copy was not written.');
  }
}

/** The row that is stored in a copy's bytes, to be read by `readRow`; null when there is none. */
export function rowIn(bytes: Uint8Array): unknown {
  return newestIn(bytes)?.row ?? null;
}

function newestIn(bytes: Uint8Array): (Written & { readonly slot: 0 | 1 }) | null {
  const [first, second] = [readSlot(bytes.subarray(0, SLOT_BYTES)), readSlot(bytes.subarray(SLOT_BYTES))];
  if (first === null || (second !== null && second.order > first.order)) return second && { ...second, slot: 1 };
  return { ...first, slot: 0 };
}

function other(slot: 0 | 1): 0 | 1 {
  return slot === 0 ? 1 : 0;
}

function written(row: RecordingRow, order: number): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(row));
  const bytes = new Uint8Array(HEAD_BYTES + text.length);
  if (bytes.length > SLOT_BYTES) throw new RangeError('The row is too long to be copied.');
  const head = new DataView(bytes.buffer);
  head.setUint32(4, order);
  head.setUint32(8, text.length);
  bytes.set(text, HEAD_BYTES);
  head.setUint32(0, crc32c(bytes.subarray(4)));
  return bytes;
}

/** Null when nothing whole is there. */
function readSlot(bytes: Uint8Array): Written | null {
  if (bytes.length < HEAD_BYTES) return null;
  const head = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = HEAD_BYTES + head.getUint32(8);
  // Of an empty slot, the checksum isn't 0.
  if (end > bytes.length || head.getUint32(0) !== crc32c(bytes.subarray(4, end))) return null;
  try {
    const text = new TextDecoder().decode(bytes.subarray(HEAD_BYTES, end));
    return { order: head.getUint32(4), row: JSON.parse(text), bytes: end };
  } catch {
    return null;
  }
}
