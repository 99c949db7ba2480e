import { assertNever } from '../../base/errors.ts';
import type { LogEntry } from '../../recording/log-entry.ts';
import { idsIn, joined, type Message } from '../../recording/message.ts';
import type { RecordingSnapshot, Snapshot } from '../../recording/snapshot.ts';
import { allRecordings } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';
import { newsIn } from './news-in.ts';

/** What a system notification says. Notifications with the same id replace each other. */
export interface SystemNotification {
  readonly id: string;
  readonly title: string;
  readonly message: string;
  /** Its warning while the recording continues; null when it isn't a warning. */
  readonly warning: Message | null;
}

/** The notification of recordings that were interrupted and are being finished. */
export function interruptedNotification(titles: readonly (string | null)[]): SystemNotification {
  const [title = null] = titles;
  const count = titles.length;
  return {
    id: 'interrupted',
    title: t('notification.interruptedTitle', count, { count }),
    message: t('notification.interrupted', count, { name: nameOf(title) }),
    warning: null,
  };
}

/** The id of {@link startedNotification}. */
export const STARTED_NOTIFICATION_ID = 'recording-started';

/** Announces a start, for when Reelay's icon isn't pinned. */
export function startedNotification(): SystemNotification {
  return {
    id: STARTED_NOTIFICATION_ID,
    title: t('notification.startedTitle'),
    message: t('notification.started'),
    warning: null,
  };
}

/** Announces a start that failed; a key that was pressed twice failed to do anything only the second time. */
export function refusedNotification(reason: Message): SystemNotification {
  if (reason.id === 'recorder.anotherStarts') return nothingDoneNotification(reason);
  return { id: 'start-refused', title: t('notification.refusedTitle'), message: say(reason), warning: null };
}

/** Announces every recording that stopped at the time that was chosen for it, as these lines of the log say. */
export function stoppedAsSet(entries: readonly LogEntry[], snapshot: Snapshot): readonly SystemNotification[] {
  const stopped = entries.filter(({ message }) => message.id === 'recorder.stoppedAsSet');
  return stopped.map(({ recordingId }) => {
    const title = allRecordings(snapshot).find(({ id }) => id === recordingId)?.title ?? null;
    return {
      id: `stopped ${recordingId}`,
      title: t('notification.stoppedTitle'),
      message: t('notification.stopped', { name: nameOf(title) }),
      warning: null,
    };
  });
}

/** Explains why a key or a menu entry did nothing. */
export function nothingDoneNotification(reason: Message): SystemNotification {
  return { id: 'nothing-done', title: t('notification.nothingDoneTitle'), message: say(reason), warning: null };
}

/** The notifications for everything that needs you since the previous Snapshot. */
export function newlyNeeded(before: Snapshot, after: Snapshot): readonly SystemNotification[] {
  const known = new Map(allRecordings(before).map((recording) => [recording.id, recording]));
  return allRecordings(after).flatMap((recording) => {
    const knew = known.get(recording.id);
    const said = knew === undefined ? [] : newsOf(knew);
    const now = newsOf(recording);
    const news = now.length > 0 ? now : endOf(knew, recording, after);
    return news
      .filter((one) => !said.some((old) => saysAlready(old, one)))
      .map((one) => ({
        id: recording.id,
        ...wordsFor(one, recording),
        warning: one.kind === 'warning' ? one.what : null,
      }));
  });
}

/** Why a recording needs you. `what`: what to say about it; null: nothing more. */
interface News {
  readonly kind: 'failed' | 'blocked' | 'unconfirmed' | 'upload-blocked' | 'ended' | 'warning';
  readonly what: Message | null;
}

function newsOf({ state, problem, link, warning }: RecordingSnapshot): readonly News[] {
  if (state === 'failed' || state === 'blocked' || state === 'unconfirmed') return [{ kind: state, what: problem }];
  if (!isLive(state)) return [];
  const news: (News | null)[] = [
    link.kind === 'blocked' ? { kind: 'upload-blocked', what: link.reason } : null,
    warning && { kind: 'warning', what: warning },
  ];
  return news.filter((one) => one !== null);
}

/** That it has ended by itself, or with a loss; unless another notification says so, or its next part does. */
function endOf(
  before: RecordingSnapshot | undefined,
  { state, problem }: RecordingSnapshot,
  after: Snapshot,
): readonly News[] {
  if (before === undefined || !isLive(before.state) || isLive(state) || problem === null) return [];
  if (idsIn(problem).includes('engine.interruptedProblem')) return [];
  return allRecordings(after).some((other) => isLive(other.state)) ? [] : [{ kind: 'ended', what: problem }];
}

/** A warning is new when it says something that the previous one didn't. */
function saysAlready(before: News, after: News): boolean {
  if (before.kind !== after.kind) return false;
  const said = newsIn(before.what);
  return after.kind !== 'warning' || newsIn(after.what).every((one) => said.includes(one));
}

function wordsFor({ kind, what }: News, recording: RecordingSnapshot): Pick<SystemNotification, 'title' | 'message'> {
  const { title, link } = recording;
  const name = nameOf(title);
  // It replaces the notification that the upload needs you, which still holds.
  const more = kind === 'warning' && link.kind === 'blocked' ? link.reason : null;
  const all = joined([what, more]);
  const said = all === null ? '' : say(all);
  const message = t('notification.message', { name, said }).trimEnd();
  switch (kind) {
    case 'failed':
      return { title: t('notification.failedTitle'), message };
    case 'blocked':
      return { title: t('notification.blockedTitle'), message };
    case 'unconfirmed':
      return { title: t('notification.unconfirmedTitle'), message };
    case 'upload-blocked':
      return {
        title: t('notification.uploadBlockedTitle'),
        message: t('notification.uploadBlocked', { name, said }),
      };
    case 'ended':
      return { title: t('notification.endedTitle'), message };
    case 'warning':
      return { title: t('notification.warningTitle'), message };
    default:
      return assertNever(kind);
  }
}

function nameOf(title: string | null): string {
  return title === null || title === '' ? t('notification.unnamed') : t('notification.named', { title });
}
