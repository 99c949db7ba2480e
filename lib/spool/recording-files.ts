import { RowCopy } from './row-copy.ts';
import { SpoolFile, type SyncFile } from './spool-file.ts';

const ROOT = 'recordings';
const MEDIA = 'media';
const MARKS = 'marks';
const ROW_COPY = 'row';
const BALLAST = 'ballast';
/** After a crash the browser may take a moment to release the dead owner's access. */
const LINGERING_LOCK_MS = 250;
const LINGERING_LOCK_TRIES = 40;

/** `createSyncAccessHandle` exists only in dedicated workers, so page types don't include it. */
interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(options?: {
    mode: 'readwrite' | 'readwrite-unsafe';
  }): Promise<SyncFile & { read: SyncFile['read']; write: SyncFile['write'] }>;
}

/**
 * Opens or creates the spool of a recording: `recordings/<id>/` in the origin's private file system. Worker only.
 * @param onRefused see `SpoolFile`.
 */
export async function openSpool(id: string, onRefused: () => void): Promise<SpoolFile> {
  const directory = await (await recordingsDirectory()).getDirectoryHandle(id, { create: true });
  const media = await openForWriting(directory, MEDIA);
  return new SpoolFile(media, await openForWriting(directory, MARKS), onRefused);
}

/** Opens the file that holds space on the disk, see `Ballast`; several engines may have it open. Worker only. */
export async function openBallast(create: boolean): Promise<SyncFile> {
  const file = (await (await navigator.storage.getDirectory()).getFileHandle(BALLAST, { create })) as WorkerFileHandle;
  return onceLetGo(() => file.createSyncAccessHandle({ mode: 'readwrite-unsafe' }));
}

/** The file that holds space on the disk. @throws DOMException NotFoundError when there is none. */
export async function ballastFile(): Promise<File> {
  return (await (await navigator.storage.getDirectory()).getFileHandle(BALLAST)).getFile();
}

/** Opens or creates the copy of a recording's row. Worker only. @throws DOMException NotFoundError when it has no folder. */
export async function openRowCopy(id: string): Promise<RowCopy> {
  const file = await openForWriting(await (await recordingsDirectory()).getDirectoryHandle(id), ROW_COPY);
  try {
    return new RowCopy(file);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** The copy of a recording's row, see `rowIn`. @throws DOMException NotFoundError when there is none. */
export async function rowCopyFile(id: string): Promise<File> {
  const directory = await (await recordingsDirectory()).getDirectoryHandle(id);
  return (await directory.getFileHandle(ROW_COPY)).getFile();
}

/** Deletes the copy of a recording's row. No error when there is none. */
export async function deleteRowCopy(id: string): Promise<void> {
  try {
    await (await (await recordingsDirectory()).getDirectoryHandle(id)).removeEntry(ROW_COPY);
  } catch (error) {
    if (!isNamed(error, 'NotFoundError')) throw error;
  }
}

/** The recording as a file to play or copy. It changes under the reader during recording. */
export async function mediaFile(id: string): Promise<File> {
  const directory = await (await recordingsDirectory()).getDirectoryHandle(id);
  return (await directory.getFileHandle(MEDIA)).getFile();
}

/** The lengths after every whole slice, see `SpoolFile`. @throws DOMException NotFoundError when there are none. */
export async function marksFile(id: string): Promise<File> {
  const directory = await (await recordingsDirectory()).getDirectoryHandle(id);
  return (await directory.getFileHandle(MARKS)).getFile();
}

/** The ids of recordings that have files, whether the catalog knows them or not. */
export async function recordingsOnDisk(): Promise<string[]> {
  const ids: string[] = [];
  for await (const [name, handle] of (await recordingsDirectory()).entries()) {
    if (handle.kind === 'directory') ids.push(name);
  }
  return ids;
}

/** Deletes a recording's files. No error when there are none. */
export async function deleteFiles(id: string): Promise<void> {
  const root = await recordingsDirectory();
  await onceLetGo(() => root.removeEntry(id, { recursive: true })).catch((error: unknown) => {
    if (!isNamed(error, 'NotFoundError')) throw error;
  });
}

async function recordingsDirectory(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(ROOT, { create: true });
}

async function openForWriting(directory: FileSystemDirectoryHandle, name: string): Promise<SyncFile> {
  const file = (await directory.getFileHandle(name, { create: true })) as WorkerFileHandle;
  return onceLetGo(() => file.createSyncAccessHandle());
}

/** Retries while a dead owner's access lingers. */
async function onceLetGo<T>(use: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await use();
    } catch (error) {
      if (!isNamed(error, 'NoModificationAllowedError') || tries === LINGERING_LOCK_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, LINGERING_LOCK_MS));
    }
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof DOMException && error.name === name;
}
