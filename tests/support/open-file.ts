import type { SyncFile } from '../../lib/spool/spool-file.ts';

/** Opens a file on a fake disk. Once closed, what it returns refuses to work; the file can be opened again. */
export function openFile(file: SyncFile): SyncFile {
  let isClosed = false;
  const expectOpen = (): SyncFile => {
    if (isClosed) throw new DOMException('The file is closed.', 'InvalidStateError');
    return file;
  };
  return {
    getSize: () => expectOpen().getSize(),
    read: (into, options) => expectOpen().read(into, options),
    write: (bytes, options) => expectOpen().write(bytes, options),
    truncate: (size) => expectOpen().truncate(size),
    flush: () => expectOpen().flush(),
    close: () => {
      if (!isClosed) file.close();
      isClosed = true;
    },
  };
}
