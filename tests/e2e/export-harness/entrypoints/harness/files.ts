import { collect } from './collect.ts';

/** A recording's file where the extension keeps it. */
export async function recordingFile(id: string): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  const recordings = await root.getDirectoryHandle('recordings', { create: true });
  return (await recordings.getDirectoryHandle(id, { create: true })).getFileHandle('media', { create: true });
}

/** A stand-in for the file that the person chose. */
export async function targetFile(name: string): Promise<FileSystemFileHandle> {
  const root = await navigator.storage.getDirectory();
  return (await root.getDirectoryHandle('targets', { create: true })).getFileHandle(name, { create: true });
}

export async function targetNames(): Promise<string[]> {
  const root = await navigator.storage.getDirectory();
  return collect((await root.getDirectoryHandle('targets', { create: true })).keys());
}

export async function write(handle: FileSystemFileHandle, blob: Blob): Promise<void> {
  const writable = await handle.createWritable();
  await writable.write(blob);
  await writable.close();
}
