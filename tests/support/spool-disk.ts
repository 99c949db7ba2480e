import { SpoolFile, type SyncFile } from '../../lib/spool/spool-file.ts';
import { MemoryFile } from './memory-file.ts';

/** Two files that can be reopened. */
export interface Disk {
  media(): SyncFile;
  marks(): SyncFile;
}

/** Opens the spool on a disk. */
export function open(disk: Disk): SpoolFile {
  return new SpoolFile(disk.media(), disk.marks());
}

/** A new spool, with the files under it. */
export function fresh() {
  const media = new MemoryFile();
  const marks = new MemoryFile();
  return { media, marks, spool: new SpoolFile(media, marks) };
}

/** Appends one slice. */
export function append(spool: SpoolFile, slice: Uint8Array<ArrayBuffer>): void {
  spool.write(slice);
  spool.commit();
}

/** Reads `length` bytes at `start`. */
export function read(spool: SpoolFile, start: number, length: number): Uint8Array {
  const into = new Uint8Array(length);
  spool.read(start, into);
  return into;
}

/** Everything committed. */
export function readAll(spool: SpoolFile): Uint8Array {
  return read(spool, 0, spool.committedBytes);
}

/** Bytes that count up from `first`. */
export function bytes(length: number, first: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, at) => first + at);
}

/** Concatenates the parts. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
