import { type CopyTarget, chooseCopyTarget, writeText } from '../../export/copy-target.ts';
import { type CopyFormat, copyFileName, copyFormats } from '../../export/formats.ts';
import type { CopyOrder } from './copies.ts';
import type { LibraryItem } from './library-item.ts';

/** The browser's file and folder dialogs, which TypeScript doesn't know and some Chromium browsers disable. */
interface Pickers {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { accept: Record<string, string[]> }[];
    startIn?: FileSystemFileHandle;
  }): Promise<FileSystemFileHandle>;
  showDirectoryPicker?(options: { mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

/** This page, with the dialogs it may have. */
export const pickers: typeof globalThis & Pickers = globalThis;

/** The formats that an item can be saved in, the one closest to the recording first. */
export function formatsOf(item: LibraryItem): readonly CopyFormat[] {
  return copyFormats(item.kind === 'recording' ? item.recording.mimeType : null);
}

/** The markers of an item, see `RecordingSnapshot`. */
export function markersOf(item: LibraryItem): readonly number[] {
  return item.kind === 'recording' ? item.recording.markersMs : [];
}

/** The suggested file name of a copy. */
export function copyNameOf(item: LibraryItem, format: CopyFormat): string {
  if (item.kind === 'recording') {
    const { source, startedAtMs } = item.recording;
    return copyFileName({ source, startedAtMs, format });
  }
  // The source is unknown; the time the file was written is the best date there is.
  return copyFileName({ source: 'tab', startedAtMs: item.file?.writtenAtMs ?? 0, format }).replace(' tab ', ' ');
}

/** The names, with a number added to each that repeats or is taken: `a.webm`, `a (2).webm`. */
export function distinct(
  names: readonly string[],
  isTaken: (name: string) => boolean = () => false,
): readonly string[] {
  const given = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let number = 2; given.has(candidate) || isTaken(candidate); number += 1) {
      candidate = numbered(name, number);
    }
    given.add(candidate);
    return candidate;
  });
}

/**
 * Asks once for a folder and creates a file in it for each item, without overwriting existing files. Call it
 * synchronously from a click. Without that dialog, each copy is downloaded. Null when you closed the dialog.
 */
export async function ordersFor(page: Pickers, items: readonly LibraryItem[]): Promise<readonly CopyOrder[] | null> {
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
    if (target !== null) orders.push({ recordingId: item.id, format, name, target, markersMs: markersOf(item) });
  }
  return orders;
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? `${name} (${number})` : `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
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
  return {
    handle,
    deliver: async () => undefined,
    saveBeside: async (besideName, text) => {
      await writeText(await folder.getFileHandle(besideName, { create: true }), text);
    },
  };
}
