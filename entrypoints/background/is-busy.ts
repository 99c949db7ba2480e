import type { OffscreenDocument } from './offscreen-document.ts';
import type { PendingStart } from './pending-start.ts';

/** Whether an update would end something: a recording, an upload, or a start that the person is being asked about. */
export async function isBusy(
  offscreen: Pick<OffscreenDocument, 'exists' | 'isInUse'>,
  pending: Pick<PendingStart, 'waits'>,
): Promise<boolean> {
  // Whatever is at work is so in the document, and not all of it is reported yet.
  return (await pending.waits()) || (await offscreen.exists()) || offscreen.isInUse;
}
