import { mediaFile, recordingsOnDisk } from './recording-files.ts';

/** A recording's file on this computer. */
export interface StoredFile {
  readonly bytes: number;
  /** When it was written last, in milliseconds since 1970. */
  readonly writtenAtMs: number;
}

/** The files of all recordings, by id, whether the catalog knows them or not. A folder without a file counts as 0 bytes. */
export async function storedFiles(): Promise<ReadonlyMap<string, StoredFile>> {
  const ids = await recordingsOnDisk();
  const files = await Promise.all(ids.map(async (id) => [id, await storedFile(id)] as const));
  return new Map(files);
}

async function storedFile(id: string): Promise<StoredFile> {
  try {
    const { size, lastModified } = await mediaFile(id);
    return { bytes: size, writtenAtMs: lastModified };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return { bytes: 0, writtenAtMs: 0 };
    throw error;
  }
}
