import { newCopyFile } from './copies-folder.ts';
import { COPY_MIME_TYPES, type CopyFormat } from './formats.ts';

/** Where a copy goes. */
export interface CopyTarget {
  readonly handle: FileSystemFileHandle;
  /** Hands over the finished copy: nothing to do for a file you chose, otherwise a download. */
  deliver(): Promise<void>;
  /** Saves a small text file beside it; null when you have to choose a place for each file. */
  readonly saveBeside: ((name: string, text: string) => Promise<void>) | null;
}

/** Not in the types: Chromium has it, but some browsers built on it turn it off. */
interface PageWithPicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { accept: Record<string, string[]> }[];
    startIn?: FileSystemFileHandle;
  }): Promise<FileSystemFileHandle>;
}

/**
 * Asks where to save a copy. Call it first thing in a click: the browser shows its dialog only then. Without a dialog,
 * the copy is made in the origin's private file system and downloaded from there.
 * @param page the window.
 * @returns null when you closed the dialog.
 */
export async function chooseCopyTarget(
  page: PageWithPicker,
  recordingId: string,
  name: string,
  format: CopyFormat,
): Promise<CopyTarget | null> {
  if (page.showSaveFilePicker === undefined) return temporaryTarget(recordingId, name);
  try {
    const types = [{ accept: { [COPY_MIME_TYPES[format]]: [`.${format}`] } }];
    const handle = await page.showSaveFilePicker({ suggestedName: name, types });
    return { handle, deliver: async () => undefined, saveBeside: null };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/**
 * Asks where to save WebVTT, starting in the folder of the file `beside`, and saves it. Call it first thing in a click.
 * @returns the file’s name; null when you closed the dialog.
 */
export async function saveText(
  page: PageWithPicker,
  name: string,
  text: string,
  beside: FileSystemFileHandle,
): Promise<string | null> {
  if (page.showSaveFilePicker === undefined) {
    download(new Blob([text]), name);
    return name;
  }
  try {
    const types = [{ accept: { 'text/vtt': ['.vtt'] } }];
    const handle = await page.showSaveFilePicker({ suggestedName: name, types, startIn: beside });
    await writeText(handle, text);
    return handle.name;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

/** Writes a small file, whole or not at all. */
export async function writeText(handle: FileSystemFileHandle, text: string): Promise<void> {
  const writable = await handle.createWritable();
  await writable.write(text);
  await writable.close();
}

async function temporaryTarget(recordingId: string, name: string): Promise<CopyTarget> {
  const handle = await newCopyFile(recordingId);
  return {
    handle,
    deliver: async () => download(await handle.getFile(), name),
    saveBeside: async (besideName, text) => download(new Blob([text]), besideName),
  };
}

/** Nothing reports when a download is done: `leftOverCopies` says how long the file stays. */
function download(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
}
