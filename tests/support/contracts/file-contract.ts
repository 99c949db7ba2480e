import type { SyncFile } from '../../../lib/spool/spool-file.ts';
import type { Content } from '../content.ts';
import { type Contract, same } from './contract.ts';

function throws(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}

/**
 * What a file that a recording is spooled to promises. @param content what is written to it: each byte follows from its
 * position.
 */
export function fileContract(content: Content): Contract<SyncFile> {
  const piece = (start: number, end: number): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(end - start);
    content.fill(bytes, start);
    return bytes;
  };
  const read = (file: SyncFile, at: number, length: number): number[] => {
    const into = new Uint8Array(length);
    const count = file.read(into, { at });
    return [...into.subarray(0, count)];
  };
  return {
    'is empty at first': (file) => {
      same(file.getSize(), 0);
      same(read(file, 0, 4), []);
    },

    'holds what was written, at once, wherever it is read': (file) => {
      same(file.write(piece(0, 10), { at: 0 }), 10);
      same(file.write(piece(10, 15), { at: 10 }), 5);
      same(file.getSize(), 15);
      same(read(file, 0, 15), [...piece(0, 15)]);
      same(read(file, 7, 6), [...piece(7, 13)]);
    },

    'gives no more than there is': (file) => {
      file.write(piece(0, 10), { at: 0 });
      same(read(file, 6, 10), [...piece(6, 10)]);
      same(read(file, 10, 4), []);
      same(read(file, 50, 4), []);
    },

    'takes the bytes at once: the memory may be used again': (file) => {
      const bytes = piece(0, 10);
      file.write(bytes, { at: 0 });
      bytes.fill(0);
      same(read(file, 0, 10), [...piece(0, 10)]);
    },

    'is written over in its middle without growing': (file) => {
      file.write(piece(0, 10), { at: 0 });
      same(file.write(piece(3, 6), { at: 3 }), 3);
      same(file.getSize(), 10);
      same(read(file, 0, 10), [...piece(0, 10)]);
    },

    'ends where it was cut, and grows again from there': (file) => {
      file.write(piece(0, 10), { at: 0 });
      file.truncate(4);
      same(file.getSize(), 4);
      same(read(file, 2, 10), [...piece(2, 4)]);
      file.write(piece(4, 8), { at: 4 });
      file.flush();
      same(read(file, 0, 10), [...piece(0, 8)]);
    },

    'is closed once or twice, and takes and gives nothing afterwards': (file) => {
      file.write(piece(0, 10), { at: 0 });
      file.close();
      file.close();
      same(
        [
          throws(() => file.write(piece(0, 10), { at: 0 })),
          throws(() => read(file, 0, 4)),
          throws(() => file.getSize()),
          throws(() => file.truncate(0)),
          throws(() => file.flush()),
        ],
        [true, true, true, true, true],
      );
    },
  };
}
