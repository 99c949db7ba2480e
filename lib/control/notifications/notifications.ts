import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { allRecordings } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';

const WARNING_TITLE = 'The recording goes on, with a warning';

/** What the system's notification says. Notices with the same id replace each other. */
export interface SystemNotification {
  readonly id: string;
  readonly title: string;
  readonly message: string;
}

/** The notification of recordings that were interrupted and are being finished. */
export function interruptedNotification(titles: readonly (string | null)[]): SystemNotification {
  const [title = null] = titles;
  const one = titles.length === 1;
  return {
    id: 'interrupted',
    title: one ? 'A recording was interrupted' : `${titles.length} recordings were interrupted`,
    message: `${one ? nameOf(title) : 'All that was recorded of them'} is kept on this computer, and is being uploaded now.`,
  };
}

/** The id of {@link startedNotification}. */
export const STARTED_NOTIFICATION_ID = 'recording-started';

/** The notification of a start, for a person who does not see the icon. */
export function startedNotification(): SystemNotification {
  const message =
    'Reelay’s icon isn’t pinned, so this is where you see it: click here to watch the recording or to stop it.';
  return { id: STARTED_NOTIFICATION_ID, title: 'Recording has started', message };
}

/** The notification of a start that came to nothing. */
export function refusedNotification(sentence: string): SystemNotification {
  return { id: 'start-refused', title: 'The recording was not started', message: sentence };
}

/** The notifications about what needs the person now and did not before. */
export function newlyNeeded(before: Snapshot, after: Snapshot): readonly SystemNotification[] {
  const known = new Map(allRecordings(before).map((recording) => [recording.id, recording]));
  return allRecordings(after).flatMap((recording) => {
    const notification = notificationOf(recording);
    const knew = known.get(recording.id);
    return notification === null || (knew !== undefined && saysAlready(knew, recording)) ? [] : [notification];
  });
}

function saysAlready(before: RecordingSnapshot, after: RecordingSnapshot): boolean {
  const title = notificationOf(after)?.title;
  if (notificationOf(before)?.title !== title) return false;
  // What is free on a disk is another number each time.
  return title !== WARNING_TITLE || withoutNumbers(before.warning).includes(withoutNumbers(after.warning));
}

/** Whether it warns of a recording that goes on. */
export function isWarning({ title }: SystemNotification): boolean {
  return title === WARNING_TITLE;
}

/** A text without what changes each time, such as the space that is free. */
export function withoutNumbers(text: string | null): string {
  return text?.replaceAll(/\d+/g, '') ?? '';
}

function notificationOf(recording: RecordingSnapshot): SystemNotification | null {
  const { id, title, state, link } = recording;
  const name = nameOf(title);
  if (state === 'failed') {
    return { id, title: 'The recording failed', message: `${name}: ${recording.problem ?? 'nothing was recorded.'}` };
  }
  if (state === 'blocked') {
    return { id, title: 'A recording needs attention', message: `${name}: ${recording.problem ?? ''}`.trimEnd() };
  }
  if (state === 'unconfirmed') {
    return {
      id,
      title: 'A recording was sent, but not confirmed',
      message: `${name}: ${recording.problem ?? ''}`.trimEnd(),
    };
  }
  if (link.kind === 'blocked' && isLive(state)) {
    const message = `${name}: ${link.reason} The recording goes on and is kept on this computer.`;
    return { id, title: 'The upload needs attention', message };
  }
  if (recording.warning !== null && isLive(state)) {
    return { id, title: WARNING_TITLE, message: `${name}: ${recording.warning}` };
  }
  return null;
}

function nameOf(title: string | null): string {
  return title === null || title === '' ? 'The recording' : `“${title}”`;
}
