const NAME = 'reelay:capture';

/**
 * Marks that a capture is running, until the returned function is called or this document ends. Nobody waits for it.
 */
export function holdCaptureLock(): () => void {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  navigator.locks
    .request(NAME, () => held)
    // The capture continues. At worst, a page waiting for it to end is closed too early.
    .catch((error: unknown) => console.warn('The capture could not be marked.', error));
  return release;
}

/** Resolves when no capture is running in any context of the extension; at once if none is. */
export async function untilCaptureEnds(): Promise<void> {
  await navigator.locks.request(NAME, { mode: 'shared' }, () => undefined);
}
