import type { ReadAt } from './read-at.ts';

/** A slice is appended twice a second, so the second try nearly always succeeds. */
const TRIES = 20;

/** The recording's file cannot be read. */
export class FileReadError extends Error {
  override readonly name = 'FileReadError';
}

/**
 * Reads a file that is appended to meanwhile. A `File` is a snapshot: once the file on disk has changed, every read of
 * it fails with NotReadableError (so does a stream, and an object URL). Taking the file again heals that, for what is
 * already written stays as it is.
 * @param open takes the file as it is now.
 * @returns the size at the first look in bytes, and a way to read that much.
 * @throws FileReadError when the file is not there, or cannot be read.
 */
export async function openChangingFile(open: () => Promise<Blob>): Promise<{ size: number; read: ReadAt }> {
  const openOrThrow = () =>
    open().catch((cause: unknown) => {
      throw new FileReadError('The recording’s file is not on this machine any more.', { cause });
    });
  let file = await openOrThrow();
  const { size } = file;
  const read: ReadAt = async (start, end) => {
    for (let tries = 1; ; tries += 1) {
      try {
        const bytes = new Uint8Array(await file.slice(start, end).arrayBuffer());
        if (bytes.length === end - start) return bytes;
        throw new FileReadError('The recording’s file became shorter while it was read.');
      } catch (cause) {
        if (!(cause instanceof DOMException && cause.name === 'NotReadableError')) throw cause;
        if (tries === TRIES) throw new FileReadError('The recording’s file cannot be read.', { cause });
        file = await openOrThrow();
      }
    }
  };
  return { size, read };
}
