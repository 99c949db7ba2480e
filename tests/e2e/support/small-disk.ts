import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PIECE_BYTES = 1024 * 1024;

/** A small disk of its own. */
export interface SmallDisk extends Disposable {
  readonly directory: string;
  /** Fills it until about so many bytes are left. */
  fill(leftBytes: number): void;
  /** Takes away what it was filled with. */
  makeRoom(): void;
}

/** Makes one of `megabytes`, in memory. Null where that is not possible: it takes root on Linux. */
export function makeSmallDisk(megabytes: number): SmallDisk | null {
  const directory = mkdtempSync(join(tmpdir(), 'reelay-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    // Who may not mount has no such disk; the caller says so.
    rmdirSync(directory);
    return null;
  }
  return {
    directory,
    fill: (leftBytes) => {
      const file = openSync(join(directory, 'ballast'), 'a');
      for (;;) {
        const { bavail, bsize } = statfsSync(directory);
        const tooMany = bavail * bsize - leftBytes;
        if (tooMany <= 0) break;
        writeSync(file, new Uint8Array(Math.min(PIECE_BYTES, tooMany)));
      }
      closeSync(file);
    },
    makeRoom: () => rmSync(join(directory, 'ballast')),
    [Symbol.dispose]: () => {
      // At once, even if a browser that is ending has something open there.
      execFileSync('umount', ['-l', directory]);
      rmdirSync(directory);
    },
  };
}
