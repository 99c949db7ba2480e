/** Creates a function that returns what `open` opens, once. After a failure the next caller tries again. */
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
