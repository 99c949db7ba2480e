/** Makes the function that gives what `open` opens. It is opened once; after a failure the next caller tries again. */
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
