/** Uses that read a recording's file for longer than a moment. */
export type FileUse = 'saved' | 'played';

/** Release it when it's no longer needed; the browser does so when its holder dies. */
export interface HeldFile {
  release(): void;
}

const USES: readonly FileUse[] = ['saved', 'played'];
/** Deleting a file takes a moment. */
const HOLD_PATIENCE_MS = 5_000;

/**
 * Protects a recording's file from deletion while it is read, from any context of the extension. Any number of readers
 * may hold it; recording and uploading never wait for them. Resolves within five seconds, with or without the hold.
 */
export function holdFile(id: string, use: FileUse): Promise<HeldFile> {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  return new Promise((resolve) => {
    navigator.locks
      .request(nameOf(id, use), { mode: 'shared', signal: AbortSignal.timeout(HOLD_PATIENCE_MS) }, () => {
        resolve({ release });
        return held;
      })
      .catch((error: unknown) => {
        // Try to read it anyway: if the file is gone by then, reading says so.
        console.warn('The recording’s file could not be held.', error);
        resolve({ release });
      });
  });
}

/** Takes the right to delete a recording's file, at once or not at all: then returns what the file is in use for. */
export async function takeUnusedFile(id: string): Promise<HeldFile | FileUse> {
  const taken: HeldFile[] = [];
  const release = () => {
    for (const held of taken.splice(0)) held.release();
  };
  for (const use of USES) {
    const held = await takeIfFree(nameOf(id, use));
    if (held === null) {
      release();
      return use;
    }
    taken.push(held);
  }
  return { release };
}

function takeIfFree(name: string): Promise<HeldFile | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) return resolve(null);
        return new Promise<void>((release) => resolve({ release }));
      })
      .catch(reject);
  });
}

function nameOf(id: string, use: FileUse): string {
  return `reelay:file-${use}:${id}`;
}
