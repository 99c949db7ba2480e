const NAME = 'reelay:capture';

/** Marks that something is captured until what it returns is called, or this document ends. Nobody waits for the mark. */
export function holdCaptureLock(): () => void {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  navigator.locks
    .request(NAME, () => held)
    // The capture continues: at worst a page that waits for its end is closed too early.
    .catch((error: unknown) => console.warn('The capture could not be marked.', error));
  return release;
}

/** Resolves when nothing is captured any more, in any context of the extension: at once when nothing is. */
export async function untilCaptureEnds(): Promise<void> {
  await navigator.locks.request(NAME, { mode: 'shared' }, () => undefined);
}
