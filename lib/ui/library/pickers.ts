/** The dialogs for files and folders: not in the types, and some browsers built on Chromium turn them off. */
export interface Pickers {
  showSaveFilePicker?(options: {
    suggestedName: string;
    types: { accept: Record<string, string[]> }[];
  }): Promise<FileSystemFileHandle>;
  showDirectoryPicker?(options: { mode: 'readwrite' }): Promise<FileSystemDirectoryHandle>;
}

/** This page's window, with the dialogs that it may have. */
export const pickers: Window & Pickers = window;
