import { type CopyTarget, chooseCopyTarget } from '../../export/copy-target.ts';
import type { CopyOrder } from './copies.ts';
import { copyNameOf, distinct, formatsOf } from './copy-names.ts';
import type { ShelfItem } from './library-item.ts';
import type { Pickers } from './pickers.ts';

/**
 * Asks once for a folder, and makes a file in it for each item; an existing file is never written over. Call it first of
 * all in a click. Where there is no such dialog each copy is downloaded. Null when the person closed the dialog.
 */
export async function ordersFor(page: Pickers, items: readonly ShelfItem[]): Promise<readonly CopyOrder[] | null> {
  const wanted = items.flatMap((item) => {
    const [format] = formatsOf(item);
    return format === undefined ? [] : [{ item, format, name: copyNameOf(item, format) }];
  });
  const folder = await chooseFolder(page);
  if (folder === null) return null;
  const taken = folder === 'downloads' ? new Set<string>() : await namesIn(folder);
  const names = distinct(
    wanted.map(({ name }) => name),
    (name) => taken.has(name),
  );
  const orders: CopyOrder[] = [];
  for (const [index, { item, format }] of wanted.entries()) {
    const name = names[index] ?? '';
    const target =
      folder === 'downloads' ? await chooseCopyTarget({}, item.id, name, format) : await fileIn(folder, name);
    if (target !== null) orders.push({ recordingId: item.id, format, name, target });
  }
  return orders;
}

async function chooseFolder(page: Pickers): Promise<FileSystemDirectoryHandle | 'downloads' | null> {
  if (page.showDirectoryPicker === undefined) return 'downloads';
  try {
    return await page.showDirectoryPicker({ mode: 'readwrite' });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

async function namesIn(folder: FileSystemDirectoryHandle): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for await (const name of folder.keys()) names.add(name);
  return names;
}

async function fileIn(folder: FileSystemDirectoryHandle, name: string): Promise<CopyTarget> {
  const handle = await folder.getFileHandle(name, { create: true });
  return { handle, deliver: async () => undefined };
}
