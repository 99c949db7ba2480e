import { MessageError } from '../recording/message.ts';
/** A file with synchronous access: the part of FileSystemSyncAccessHandle that is used. */
export interface SyncFile {
  getSize(): number;
  read(into: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  write(bytes: Uint8Array<ArrayBuffer>, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/** The disk is full or broken. Everything committed before is whole. */
export class SpoolWriteError extends MessageError {
  override readonly name = 'SpoolWriteError';
}

const MARK_BYTES = 8;

/**
 * The bytes of one recording on disk: appended to, never changed. Two files: `media` is the recording itself, `marks`
 * holds its length after every whole slice (eight bytes each). After a crash the recording ends at the last mark, so it
 * ends with a whole slice and plays.
 */
export class SpoolFile {
  readonly #media: SyncFile;
  readonly #marks: SyncFile;
  readonly #onRefused: () => void;
  #committedBytes: number;
  #writtenBytes: number;
  #marksBytes: number;

  /**
   * Opens or creates the files, and cuts off what was written after the last mark.
   * @param onRefused called when the disk has refused a slice.
   */
  constructor(media: SyncFile, marks: SyncFile, onRefused: () => void = () => undefined) {
    this.#media = media;
    this.#marks = marks;
    this.#onRefused = onRefused;
    const { bytes, endOfMark } = lastMark(media, marks);
    this.#committedBytes = bytes;
    this.#writtenBytes = bytes;
    this.#marksBytes = endOfMark;
    media.truncate(bytes);
    // A mark beyond the end of the file could seem valid once the file has grown.
    marks.truncate(endOfMark);
  }

  /** Bytes that are on disk for good: whole slices, flushed. */
  get committedBytes(): number {
    return this.#committedBytes;
  }

  /**
   * Appends a piece of a slice. It counts only after `commit`.
   * @throws SpoolWriteError; the whole slice is taken back.
   */
  write(piece: Uint8Array<ArrayBuffer>): void {
    this.#orTakeBack(() => {
      let done = 0;
      while (done < piece.length) {
        const rest = done === 0 ? piece : piece.subarray(done);
        const written = this.#media.write(rest, { at: this.#writtenBytes });
        if (written <= 0) throw new Error('The file takes no more bytes.');
        done += written;
        this.#writtenBytes += written;
      }
    });
  }

  /**
   * Ends a slice: flushes it, marks it, then flushes the mark. In this order a mark never promises bytes that aren't
   * there.
   * @throws SpoolWriteError; the whole slice is taken back.
   */
  commit(): void {
    this.#orTakeBack(() => {
      this.#media.flush();
      const mark = new Uint8Array(MARK_BYTES);
      new DataView(mark.buffer).setFloat64(0, this.#writtenBytes);
      if (this.#marks.write(mark, { at: this.#marksBytes }) !== MARK_BYTES)
        throw new Error('The mark was not written.');
      this.#marks.flush();
    });
    this.#marksBytes += MARK_BYTES;
    this.#committedBytes = this.#writtenBytes;
  }

  /**
   * Reads committed bytes `[start, start + into.length)`.
   * @throws RangeError beyond the committed bytes.
   */
  read(start: number, into: Uint8Array<ArrayBuffer>): void {
    if (start + into.length > this.#committedBytes) throw new RangeError('Nothing is committed there.');
    let done = 0;
    while (done < into.length) {
      const got = this.#media.read(done === 0 ? into : into.subarray(done), { at: start + done });
      if (got <= 0) throw new MessageError({ id: 'spool.endsEarly', firstByte: start + done });
      done += got;
    }
  }

  close(): void {
    this.#media.close();
    this.#marks.close();
  }

  /** Drops the pieces of a slice that wasn't committed. */
  takeBack(): void {
    this.#writtenBytes = this.#committedBytes;
    try {
      this.#media.truncate(this.#committedBytes);
      // It may have been written but not flushed.
      this.#marks.truncate(this.#marksBytes);
    } catch {
      // The disk refuses even that. Anything behind the committed bytes is overwritten, or cut off at the next start.
    }
  }

  #orTakeBack(change: () => void): void {
    try {
      change();
    } catch (cause) {
      this.takeBack();
      this.#onRefused();
      throw new SpoolWriteError({ id: 'spool.diskFull' }, { cause });
    }
  }
}

/** The recording's length after a crash, and where its mark ends: the last whole mark that the file can back. */
export function lastMark(
  media: Pick<SyncFile, 'getSize'>,
  marks: Pick<SyncFile, 'getSize' | 'read'>,
): { readonly bytes: number; readonly endOfMark: number } {
  const mediaBytes = media.getSize();
  const mark = new Uint8Array(MARK_BYTES);
  for (let at = Math.floor(marks.getSize() / MARK_BYTES) * MARK_BYTES - MARK_BYTES; at >= 0; at -= MARK_BYTES) {
    marks.read(mark, { at });
    const bytes = new DataView(mark.buffer).getFloat64(0);
    if (Number.isSafeInteger(bytes) && bytes > 0 && bytes <= mediaBytes) return { bytes, endOfMark: at + MARK_BYTES };
  }
  // No valid mark: the first slice was being written, or the marks are lost. What is there may end in the middle of a
  // slice, which is better than nothing.
  return { bytes: mediaBytes, endOfMark: 0 };
}
