const FILLER = 'filler';
/**
 * Each adds about 300 bytes to the log. What is damaged in it ends with its block of 32 KiB.
 * @see https://github.com/google/leveldb/blob/main/doc/log_format.md
 */
const TIMES = 250;

/**
 * Creates and deletes a file so often that the log of the browser's database of file names goes on in another block: what comes
 * after half an entry in a block is lost at the browser's next start. Takes about half a second.
 */
export async function renewNames(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for (let time = 0; time < TIMES; time += 1) {
    await root.getFileHandle(FILLER, { create: true });
    await root.removeEntry(FILLER);
  }
}
