import { describe, expect, test } from 'vitest';
import { openChangingFile } from '../../lib/export/changing-file.ts';

/** A file whose snapshots break with the next change, as in the browser. */
class FakeFile {
  bytes = new Uint8Array([1, 2, 3]);
  version = 0;
  opened = 0;

  append(...more: number[]): void {
    this.bytes = new Uint8Array([...this.bytes, ...more]);
    this.version += 1;
  }

  async open(): Promise<Blob> {
    this.opened += 1;
    const [file, version, blob] = [this, this.version, new Blob([this.bytes])];
    return Object.assign(blob, {
      slice: (start: number, end: number) => ({
        arrayBuffer: async () => {
          if (file.version !== version) throw new DOMException('It has changed.', 'NotReadableError');
          return file.bytes.slice(start, end).buffer;
        },
      }),
    }) as never;
  }
}

describe('a file that changes while it is read', () => {
  test('is read up to the size it had when it was opened', async () => {
    const file = new FakeFile();
    const { size, read } = await openChangingFile(() => file.open());
    expect(size).toBe(3);
    file.append(4, 5);
    expect(await read(1, 3)).toEqual(new Uint8Array([2, 3]));
    expect(await read(0, 2)).toEqual(new Uint8Array([1, 2]));
    expect(file.opened).toBe(2);
  });

  test('is given up when it never stops changing', async () => {
    const file = new FakeFile();
    const { read } = await openChangingFile(async () => {
      const opened = await file.open();
      file.append(0);
      return opened;
    });
    await expect(read(0, 1)).rejects.toMatchObject({
      name: 'FileReadError',
      what: { id: 'export.fileUnreadable' },
    });
  });

  test('that got shorter is reported as such', async () => {
    const file = new FakeFile();
    const { read } = await openChangingFile(() => file.open());
    file.bytes = new Uint8Array([1]);
    await expect(read(0, 3)).rejects.toMatchObject({ what: { id: 'export.fileShrank' } });
  });

  test('that is gone is reported as such', async () => {
    const open = () => Promise.reject(new DOMException('Gone.', 'NotFoundError'));
    await expect(openChangingFile(open)).rejects.toMatchObject({
      name: 'FileReadError',
      what: { id: 'export.fileGone' },
    });
  });
});
