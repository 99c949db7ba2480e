import type { OffscreenDocument } from './offscreen-document.ts';
import type { Relay } from './relay/relay.ts';
import type { PendingStart } from './start/pending-start.ts';

/**
 * Whether an update would end something: a recording, an upload, a start that the person is being asked about, or a page
 * that is open, with what was typed into it and the copy that it is saving.
 */
export async function isBusy(
  offscreen: Pick<OffscreenDocument, 'exists' | 'isInUse'>,
  pending: Pick<PendingStart, 'waits'>,
  relay: Pick<Relay, 'hasPages'>,
): Promise<boolean> {
  // Whatever is at work is so in the document, and not all of it is reported yet.
  return (await pending.waits()) || (await offscreen.exists()) || offscreen.isInUse || relay.hasPages();
}
