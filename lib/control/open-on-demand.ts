/** Makes the function that gives what `open` opens: opened once, and anew for whoever asks next when that has failed. */
export function openOnDemand<T>(open: () => Promise<T>): () => Promise<T> {
  let opening: Promise<T> | null = null;
  return () => {
    opening ??= open().catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
}
