/** Takes the lock for as long as this context lives. Resolves when it is held. */
export function holdForLife(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const never = Promise.withResolvers<never>();
    navigator.locks
      .request(name, () => {
        resolve();
        return never.promise;
      })
      .catch(reject);
  });
}

/**
 * Resolves when the context that holds the lock is dead, however it died: a worker that is terminated or runs out of
 * memory sends no event. Rejects with the signal's reason when it is aborted first.
 */
export async function deathOfHolder(name: string, signal: AbortSignal): Promise<void> {
  await navigator.locks.request(name, { signal }, () => undefined);
}
