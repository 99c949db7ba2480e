import { MessageError } from '../recording/message.ts';
import type { ReadAt } from '../spool/read-at.ts';

/** A slice is appended twice a second, so the second try nearly always succeeds. */
const TRIES = 20;

/** The recording's file can't be read. */
export class FileReadError extends MessageError {
  override readonly name = 'FileReadError';
}

/**
 * Reads a file that is still growing. A `File` is a snapshot: once the file on disk has changed, every read of it fails with
 * NotReadableError (so does a stream, and an object URL). Opening it again helps, because bytes already written don't change.
 * @param open takes the file as it is now.
 * @returns the size when first opened, in bytes, and a way to read that much.
 * @throws FileReadError when the file is missing or can't be read.
 */
export async function openChangingFile(open: () => Promise<Blob>): Promise<{ size: number; read: ReadAt }> {
  const openOrThrow = () =>
    open().catch((cause: unknown) => {
      throw new FileReadError({ id: 'export.fileGone' }, { cause });
    });
  let file = await openOrThrow();
  const { size } = file;
  const read: ReadAt = async (start, end) => {
    for (let tries = 1; ; tries += 1) {
      try {
        const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
        if (bytes.length === end - start) return bytes;
        throw new FileReadError({ id: 'export.fileShrank' });
      } catch (cause) {
        if (!(cause instanceof DOMException && cause.name === 'NotReadableError')) throw cause;
        if (tries === TRIES) throw new FileReadError({ id: 'export.fileUnreadable' }, { cause });
        file = await openOrThrow();
      }
    }
  };
  return { size, read };
}
