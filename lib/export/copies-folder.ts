const FOLDER = 'copies';
const DAY_MS = 24 * 60 * 60 * 1_000;
/** By then the browser has started to read a file that was handed to its downloads. */
const HANDED_OVER_MS = 30_000;

/** A copy that was made to be downloaded. */
export interface StoredCopy {
  readonly name: string;
  readonly bytes: number;
  /** When it was written last, in milliseconds since 1970. */
  readonly writtenAtMs: number;
}

/** Makes an empty file for a copy of this recording, in the origin's private file system. */
export async function newCopyFile(recordingId: string): Promise<FileSystemFileHandle> {
  return (await copiesFolder()).getFileHandle(`${recordingId} ${crypto.randomUUID()}`, { create: true });
}

/** The copies on this computer, including the written part of one in progress. */
export async function storedCopies(): Promise<readonly StoredCopy[]> {
  const copies: StoredCopy[] = [];
  for await (const [name, handle] of (await copiesFolder()).entries()) {
    if (handle.kind !== 'file') continue;
    try {
      const { size, lastModified } = await (handle as FileSystemFileHandle).getFile();
      copies.push({ name, bytes: size, writtenAtMs: lastModified });
    } catch (error) {
      // While a copy is being written, the browser keeps a second file beside it, which disappears when it's done.
      console.debug('A copy that was there is gone.', error);
    }
  }
  return copies;
}

/**
 * Which copies can be deleted. Nothing reports when a download is done, so a copy stays for a day, or until its
 * recording is gone, but never in the first moments, when the browser may not have started to read it.
 * @param recordingIds the recordings that have files.
 * @param nowMs milliseconds since 1970.
 */
export function leftOverCopies(
  copies: readonly StoredCopy[],
  recordingIds: readonly string[],
  nowMs: number,
): { readonly now: readonly StoredCopy[]; readonly soon: readonly StoredCopy[] } {
  const isOrphan = ({ name }: StoredCopy) => !recordingIds.some((id) => name.startsWith(`${id} `));
  const ageMs = ({ writtenAtMs }: StoredCopy) => Math.abs(nowMs - writtenAtMs);
  const orphans = copies.filter(isOrphan);
  return {
    now: copies.filter((copy) => ageMs(copy) >= (isOrphan(copy) ? HANDED_OVER_MS : DAY_MS)),
    soon: orphans.filter((copy) => ageMs(copy) < HANDED_OVER_MS),
  };
}

/** Deletes copies. One that is being written stays. */
export async function removeCopies(copies: readonly StoredCopy[]): Promise<void> {
  const folder = await copiesFolder();
  for (const { name } of copies) {
    await folder.removeEntry(name).catch((error: unknown) => console.warn('A copy stays for now.', error));
  }
}

/**
 * Deletes all copies, including parts left by a browser that ended while writing: no download outlives the browser. No
 * error when there are none.
 */
export async function removeAllCopies(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(FOLDER, { recursive: true }).catch((error: unknown) => {
    if (!(error instanceof DOMException && error.name === 'NotFoundError')) throw error;
  });
}

async function copiesFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true });
}
