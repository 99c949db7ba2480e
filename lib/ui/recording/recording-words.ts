import { assertNever } from '../../base/errors.ts';
import type { CommandName } from '../../commands/commands.ts';
import { says } from '../../recording/message.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { isLive } from '../../recording/state.ts';
import { formatWait } from '../../words/format.ts';
import { say } from '../../words/say.ts';
import { t } from '../../words/t.ts';

/** How a notice is coloured. */
export type Tone = 'calm' | 'good' | 'warning' | 'bad';

/** Something you should know about a recording besides its state. */
export interface Notice {
  readonly tone: Tone;
  readonly sentence: string;
  /**
   * A sentence that counts down, which a screen reader must not announce at every tick; null when nothing is pending.
   */
  readonly wait: string | null;
}

/** The name of a recording's source: "Tab" or "Camera". */
export function sourceWords({ source }: Pick<RecordingSnapshot, 'source'>): string {
  return t(`ui.recorded.${source}`);
}

/** The state in words: what the status region starts with. Null: nothing has been recorded yet. */
export function stateWords(recording: RecordingSnapshot | null): string {
  if (recording === null) return t('ui.state.ready');
  if (recording.isStopping && isLive(recording.state)) return t('ui.state.stopping');
  switch (recording.state) {
    case 'preparing':
      return t('ui.state.starting');
    case 'recording':
      return t(`ui.recording.${recording.source}`);
    case 'paused':
      return t('ui.state.paused');
    case 'interrupted':
    case 'finishing':
      return t('ui.state.finishing');
    case 'blocked':
      return t('ui.state.blocked');
    case 'unconfirmed':
      return t('ui.state.unconfirmed');
    case 'complete':
      return t('ui.state.complete');
    case 'failed':
      return t('ui.state.failed');
    default:
      return assertNever(recording.state);
  }
}

/** Whether a live recording is stopping. `pressed`: the commands this page has just sent. */
export function isStopping(recording: RecordingSnapshot, pressed: ReadonlySet<CommandName>): boolean {
  return isLive(recording.state) && (recording.isStopping || pressed.has('stop'));
}

/** The state in words, or what a press on this page is about to turn it into. */
export function shownWords(recording: RecordingSnapshot, pressed: ReadonlySet<CommandName>): string {
  return isStopping(recording, pressed) ? t('ui.state.stopping') : stateWords(recording);
}

/** The colour of the state's words. */
export function stateTone(recording: RecordingSnapshot): Tone {
  switch (recording.state) {
    case 'complete':
      return 'good';
    case 'blocked':
    case 'unconfirmed':
      return 'warning';
    case 'failed':
      return 'bad';
    default:
      return 'calm';
  }
}

/** Everything to say besides the state, the most important first. `nowMs`: milliseconds since 1970. */
export function noticesOf(recording: RecordingSnapshot, nowMs: number): readonly Notice[] {
  const { problem, warning, link } = recording;
  // A stopped upload says the same thing twice: as the recording's problem, and as its link's.
  const isSaidTwice = link.kind === 'blocked' && says(problem, link.reason);
  const notices: readonly (Notice | null)[] = [
    problem && { tone: recording.state === 'failed' ? 'bad' : 'warning', sentence: say(problem), wait: null },
    warning && { tone: 'warning', sentence: say(warning), wait: null },
    isSaidTwice ? null : linkNotice(recording, nowMs),
  ];
  return notices.filter((notice) => notice !== null);
}

function linkNotice({ link, state }: RecordingSnapshot, nowMs: number): Notice | null {
  if (state === 'complete' || state === 'failed') return null;
  const live = isLive(state);
  const kept = live ? t('ui.notice.continues') : t('ui.notice.kept');
  switch (link.kind) {
    case 'idle':
    case 'sending':
      return null;
    case 'retrying':
      return {
        tone: 'calm',
        sentence: say(link.reason),
        wait: t('ui.notice.retry', { attempt: link.attempt, when: formatWait(link.nextAtMs, nowMs) }),
      };
    case 'stalled':
      return {
        tone: 'warning',
        sentence: `${say(link.reason)} ${kept}`,
        wait: t('ui.notice.nextTry', { when: formatWait(link.nextAtMs, nowMs) }),
      };
    case 'offline':
      return {
        tone: 'warning',
        sentence: `${t('ui.notice.offline')} ${kept}`,
        wait: null,
      };
    case 'paused':
      return { tone: 'calm', sentence: `${t('ui.notice.paused')} ${kept}`, wait: null };
    case 'after-stop':
      return live ? { tone: 'calm', sentence: `${t('ui.notice.afterStop')} ${kept}`, wait: null } : null;
    case 'blocked':
      return {
        tone: 'warning',
        sentence: live ? `${say(link.reason)} ${kept}` : say(link.reason),
        wait: null,
      };
    default:
      return assertNever(link);
  }
}
