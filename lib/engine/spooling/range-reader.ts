import { MessageError } from '../../recording/message.ts';
import type { ByteRange } from '../../upload/chunks.ts';
import type { Body } from '../../upload/wire/transport.ts';

/** What is used here of the spool. */
export interface ReadableSpool {
  read(start: number, into: Uint8Array<ArrayBuffer>): void;
}

/**
 * What the browser can read by itself as it sends is left to it: nothing of that is in our memory. The rest, and a range
 * that is asked for again, is read here, into one buffer for every chunk: it was not sent, perhaps because the browser
 * could not read it, and here an error is reported.
 *
 * @param mostBytes the most that is read into memory; null: whatever is sent at a time.
 * @param blobOf the bytes as the browser has them; null where it does not.
 */
export function rangeReader(
  spool: ReadableSpool,
  mostBytes: number | null,
  blobOf: (range: ByteRange) => Blob | null,
): (range: ByteRange) => Body {
  let buffer: ArrayBuffer | null = null;
  let lastStart: number | null = null;
  return (range) => {
    const { start, end } = range;
    // A whole file is never read into memory, however often it is sent.
    const isLarge = mostBytes !== null && end - start > mostBytes;
    const blob = start === lastStart && !isLarge ? null : blobOf(range);
    lastStart = start;
    if (blob !== null) return blob;
    if (isLarge) throw new MessageError({ id: 'engine.fileNotOpen' });
    if (buffer === null || buffer.byteLength < end - start) buffer = new ArrayBuffer(end - start);
    const into = new Uint8Array(buffer, 0, end - start);
    spool.read(start, into);
    return into;
  };
}
