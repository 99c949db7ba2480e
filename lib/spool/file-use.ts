/** What reads a recording's file for longer than a moment. */
export type FileUse = 'saved' | 'played';

/** Let go of when it is not needed any more; the browser does so when its holder dies. */
export interface HeldFile {
  release(): void;
}

const USES: readonly FileUse[] = ['saved', 'played'];
/** Whoever deletes a file holds it for moments. */
const HOLD_PATIENCE_MS = 5_000;

/**
 * Keeps a recording's file from being deleted while it is read, from any context of the extension. Any number may hold it,
 * and whoever records or uploads never waits for them. Resolves within five seconds, with or without the hold.
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
        // Reading is tried all the same: a file that is gone by then says so itself.
        console.warn('The recording’s file could not be held.', error);
        resolve({ release });
      });
  });
}

/** The right to delete a recording's file, at once or not at all: what it is in use for then. */
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
