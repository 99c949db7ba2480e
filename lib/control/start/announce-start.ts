import type { Clock } from '../../base/clock.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { type SystemNotification, startedNotification } from '../notifications/notifications.ts';

/** The browser closes the popup when the capture of a tab begins, a moment after the start. */
const POPUP_CLOSES_MS = 1_000;

/** What {@link createStartAnnouncer} needs. */
export interface AnnouncePorts {
  readonly hasPopup: () => boolean;
  /** Whether the icon, which shows that a recording runs, is in the toolbar. */
  readonly isIconPinned: () => Promise<boolean>;
  /** The live recording, or the latest one. */
  readonly current: () => Pick<RecordingSnapshot, 'state'> | null;
  readonly notify: (notification: SystemNotification) => Promise<void>;
  readonly clock: Pick<Clock, 'wait'>;
}

/** Creates the function that announces a start by a notification when nothing else shows that something is recorded. */
export function createStartAnnouncer(ports: AnnouncePorts): () => Promise<void> {
  return async () => {
    await ports.clock.wait(POPUP_CLOSES_MS, new AbortController().signal);
    if (ports.hasPopup() || (await ports.isIconPinned())) return;
    const current = ports.current();
    if (current !== null && isLive(current.state)) await ports.notify(startedNotification());
  };
}
