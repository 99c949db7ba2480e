import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { allRecordings } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';

const WARNING_TITLE = 'The recording goes on, with a warning';

/** What the system's notification says. Notices with the same id replace each other. */
export interface SystemNotice {
  readonly id: string;
  readonly title: string;
  readonly message: string;
}

/** The notice of recordings that were interrupted and are being finished. */
export function interruptedNotice(titles: readonly (string | null)[]): SystemNotice {
  const [title = null] = titles;
  const one = titles.length === 1;
  return {
    id: 'interrupted',
    title: one ? 'A recording was interrupted' : `${titles.length} recordings were interrupted`,
    message: `${one ? nameOf(title) : 'All that was recorded of them'} is kept on this computer, and is being uploaded now.`,
  };
}

/** The id of {@link startedNotice}. */
export const STARTED_NOTICE_ID = 'recording-started';

/** The notice of a start, for somebody who sees no icon. */
export function startedNotice(): SystemNotice {
  const message =
    'Reelay’s icon isn’t pinned, so this is where you see it: click here to watch the recording or to stop it.';
  return { id: STARTED_NOTICE_ID, title: 'Recording has started', message };
}

/** The notice of a start that came to nothing. */
export function refusedNotice(sentence: string): SystemNotice {
  return { id: 'start-refused', title: 'The recording was not started', message: sentence };
}

/** The notices of what has come to need the person between two Snapshots. */
export function newlyNeeded(before: Snapshot, after: Snapshot): readonly SystemNotice[] {
  const known = new Map(allRecordings(before).map((recording) => [recording.id, recording]));
  return allRecordings(after).flatMap((recording) => {
    const notice = noticeOf(recording);
    const knew = known.get(recording.id);
    return notice === null || (knew !== undefined && saysAlready(knew, recording)) ? [] : [notice];
  });
}

function saysAlready(before: RecordingSnapshot, after: RecordingSnapshot): boolean {
  const title = noticeOf(after)?.title;
  if (noticeOf(before)?.title !== title) return false;
  // What is free on a disk is another number each time.
  return title !== WARNING_TITLE || withoutNumbers(before.warning).includes(withoutNumbers(after.warning));
}

/** Whether it warns of a recording that goes on. */
export function isWarning({ title }: SystemNotice): boolean {
  return title === WARNING_TITLE;
}

/** A text without what changes each time, such as the space that is free. */
export function withoutNumbers(text: string | null): string {
  return text?.replaceAll(/\d+/g, '') ?? '';
}

function noticeOf(recording: RecordingSnapshot): SystemNotice | null {
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
