import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PIECE_BYTES = 1024 * 1024;

/** A separate small disk. */
export interface SmallDisk extends Disposable {
  readonly directory: string;
  /** Fills it until about this many bytes are left. */
  fill(leftBytes: number): void;
  /** Removes what it was filled with. */
  makeRoom(): void;
}

/** Creates one of `megabytes`, in memory. Null where that's impossible: it takes root on Linux. */
export function makeSmallDisk(megabytes: number): SmallDisk | null {
  const directory = mkdtempSync(join(tmpdir(), 'reelay-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', directory], { stdio: 'ignore' });
  } catch {
    // Without permission to mount there is no such disk; the caller reports that.
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
      // Immediately, even if a browser that's closing still has something open there.
      execFileSync('umount', ['-l', directory]);
      rmdirSync(directory);
    },
  };
}
