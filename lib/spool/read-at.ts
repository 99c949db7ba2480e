import { MIB } from '../base/byte-units.ts';

/** Reads the bytes `[start, end)` of a file, all of them. */
export type ReadAt = (start: number, end: number) => Promise<Uint8Array>;

const WINDOW_BYTES = 2 * MIB;
/** Sound and picture are read in parallel, so two places at a time; one more for the file's head. */
const WINDOWS_KEPT = 3;

/**
 * Reads the same bytes in large pieces and caches the last few, so that small parallel reads cost nothing. Memory is
 * bounded by the windows, whatever the file's length.
 * @param size bytes of the file; nothing beyond it is read.
 */
export function readInWindows(read: ReadAt, size: number, windowBytes: number = WINDOW_BYTES): ReadAt {
  // Ordered by last use.
  const windows = new Map<number, Promise<Uint8Array>>();
  const windowAt = (index: number) => {
    const start = index * windowBytes;
    const bytes = windows.get(index) ?? read(start, Math.min(size, start + windowBytes));
    windows.delete(index);
    windows.set(index, bytes);
    // A failed read isn't cached: the next one tries again.
    bytes.catch(() => windows.delete(index));
    const oldest = windows.keys().next().value;
    if (windows.size > WINDOWS_KEPT && oldest !== undefined) windows.delete(oldest);
    return bytes;
  };
  return async (start, end) => {
    if (start < 0 || end > size || start > end)
      throw new RangeError(`[${start}, ${end}) is not in a file of ${size} bytes.`);
    const bytes = new Uint8Array(end - start);
    for (let at = start; at < end; ) {
      const index = Math.floor(at / windowBytes);
      const window = await windowAt(index);
      const piece = window.subarray(at - index * windowBytes, end - index * windowBytes);
      bytes.set(piece, at - start);
      at += piece.length;
    }
    return bytes;
  };
}
