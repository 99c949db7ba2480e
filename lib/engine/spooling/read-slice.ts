import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import { MessageError, messageOf } from '../../recording/message.ts';

/** A slice is read in milliseconds. */
const PATIENCE_MS = 3_000;

/** One way to read a Blob as a whole. It may reject, or never settle. */
export type ReadBlob = (blob: Blob) => Promise<ArrayBuffer>;

/** The browser's ways. Each takes another path inside it, so one that hangs says nothing about the next. */
export const BROWSER_READS: readonly ReadBlob[] = [
  (blob) => blob.arrayBuffer(),
  (blob) => new Response(blob).arrayBuffer(),
];

/** A slice couldn't be read in any way. It can be handed over again. */
export class SliceReadError extends MessageError {
  static readonly NAME = 'SliceReadError';
  override readonly name = SliceReadError.NAME;
}

/**
 * Reads a Blob in the first way that answers within three seconds.
 * @throws SliceReadError when none does.
 */
export async function readSlice(
  blob: Blob,
  reads: readonly ReadBlob[],
  clock: Pick<Clock, 'wait'>,
): Promise<Uint8Array<ArrayBuffer>> {
  let cause: unknown = null;
  for (const read of reads) {
    try {
      const bytes = await inTime(read(blob), PATIENCE_MS, clock, { id: 'control.browserNoAnswer' });
      if (bytes.byteLength === blob.size) return new Uint8Array(bytes);
      cause = new MessageError({ id: 'engine.sliceCut', reportedBytes: bytes.byteLength, totalBytes: blob.size });
    } catch (error) {
      cause = error;
    }
  }
  throw new SliceReadError({ id: 'engine.sliceNotGiven', reason: messageOf(cause) }, { cause });
}
