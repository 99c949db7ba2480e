import { MessageError } from '../../recording/message.ts';
import type { ByteRange } from '../../upload/chunks.ts';
import type { Body } from '../../upload/wire/transport.ts';

/** The part of the spool that is used. */
export interface ReadableSpool {
  read(start: number, into: Uint8Array<ArrayBuffer>): void;
}

/**
 * Provides the body of each request. Where the browser can read the bytes itself while sending, it does, and nothing is
 * in our memory. Everything else, and a range that is requested again, is read into one buffer shared by all chunks:
 * the browser may have failed to read it, and here an error is reported.
 *
 * @param mostBytes the most to read into memory; null: whatever is sent at a time.
 * @param blobOf the bytes as the browser has them; null when it doesn't.
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
