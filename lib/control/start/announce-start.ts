import type { Clock } from '../../base/clock.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { type SystemNotification, startedNotification } from '../notifications/notifications.ts';

/** The browser closes the popup when the capture of a tab begins, a moment after the start. */
const POPUP_CLOSES_MS = 1_000;

/** What {@link createStartAnnouncer} needs of the world. */
export interface AnnouncePorts {
  readonly hasPopup: () => boolean;
  /** Whether the icon, which shows that a recording runs, is in the toolbar. */
  readonly isIconPinned: () => Promise<boolean>;
  /** The recording that is being made, or was made last. */
  readonly current: () => Pick<RecordingSnapshot, 'state'> | null;
  readonly notify: (notification: SystemNotification) => Promise<void>;
  readonly clock: Pick<Clock, 'wait'>;
}

/** Makes the function that reports a start by a notification where nothing else shows that something is recorded. */
export function createStartAnnouncer(ports: AnnouncePorts): () => Promise<void> {
  return async () => {
    await ports.clock.wait(POPUP_CLOSES_MS, new AbortController().signal);
    if (ports.hasPopup() || (await ports.isIconPinned())) return;
    const current = ports.current();
    if (current !== null && isLive(current.state)) await ports.notify(startedNotification());
  };
}
