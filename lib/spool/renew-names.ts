/** As long as a file's name may be, so that few of them do. */
const FILLER = 'filler'.padEnd(240, '-');
/**
 * Each adds about 1,000 bytes to the log. What is damaged in it ends with its block of 32 KiB.
 * @see https://github.com/google/leveldb/blob/main/doc/log_format.md
 */
const TIMES = 40;

/**
 * Creates and deletes a file so often that the log of the browser's database of file names goes on in another block: what comes
 * after half an entry in a block is lost at the browser's next start. Takes about a tenth of a second.
 */
export async function renewNames(): Promise<void> {
  const root = await navigator.storage.getDirectory();
  for (let time = 0; time < TIMES; time += 1) {
    await root.getFileHandle(FILLER, { create: true });
    await root.removeEntry(FILLER);
  }
}
