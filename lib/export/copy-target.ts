import { newCopyFile } from './copies-folder.ts';
import { COPY_MIME_TYPES, type CopyFormat } from './formats.ts';

/** Where a copy goes. */
export interface CopyTarget {
  readonly handle: FileSystemFileHandle;
  /** Hands the finished copy over: nothing to do for a file that the person chose, else a download. */
  deliver(): Promise<void>;
}

/** Not in the types: Chromium has it, some browsers built on it turn it off. */
interface PageWithPicker {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
}

/**
 * Asks where to save a copy. Call it first of all in a click: the browser shows its dialog only then. Where there is no
 * dialog the copy is made in the origin's private file system and downloaded from there.
 * @param page the window.
 * @returns null when the person closed the dialog.
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
    return { handle, deliver: async () => undefined };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return null;
    throw error;
  }
}

async function temporaryTarget(recordingId: string, name: string): Promise<CopyTarget> {
  const handle = await newCopyFile(recordingId);
  return { handle, deliver: async () => download(await handle.getFile(), name) };
}

/** Nothing reports when a download is done: `leftOverCopies` says how long the file stays. */
function download(file: File, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
}
