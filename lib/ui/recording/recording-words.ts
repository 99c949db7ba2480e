import { assertNever } from '../../base/assert-never.ts';
import type { MessageName } from '../../commands/messages.ts';
import type { RecordingSnapshot } from '../../recording/snapshot.ts';
import { awaitsPerson, isLive, isSettled } from '../../recording/state.ts';
import { formatWait } from '../../words/format.ts';

/** How a piece of news is coloured. */
export type Tone = 'calm' | 'good' | 'warning' | 'bad';

/** Something to tell about a recording beside its state. */
export interface Notice {
  readonly tone: Tone;
  readonly sentence: string;
  /** A sentence that counts down and is not to be announced at every tick; null when nothing is awaited. */
  readonly wait: string | null;
}

/** The state in words, as the status region begins. Null: nothing was recorded yet. */
export function stateWords(recording: RecordingSnapshot | null): string {
  if (recording === null) return 'Ready';
  if (recording.isStopping && isLive(recording.state)) return 'Stopping…';
  switch (recording.state) {
    case 'preparing':
      return 'Starting…';
    case 'recording':
      return recording.source === 'tab' ? 'Recording tab' : 'Recording camera';
    case 'paused':
      return 'Paused';
    case 'interrupted':
    case 'finishing':
      return 'Finishing upload';
    case 'blocked':
      return 'Needs attention';
    case 'unconfirmed':
      return 'Sent, not confirmed';
    case 'complete':
      return 'Complete';
    case 'failed':
      return 'Failed';
    default:
      return assertNever(recording.state);
  }
}

/** Whether a live recording is being brought to an end. `pressed`: the commands that this page has just sent. */
export function isStopping(recording: RecordingSnapshot, pressed: ReadonlySet<MessageName>): boolean {
  return isLive(recording.state) && (recording.isStopping || pressed.has('background/stop'));
}

/** The state in words, or what a press on this page is about to make of it. */
export function shownWords(recording: RecordingSnapshot, pressed: ReadonlySet<MessageName>): string {
  return isStopping(recording, pressed) ? 'Stopping…' : stateWords(recording);
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

/** All that needs saying beside the state, the most important first. `nowMs`: milliseconds since 1970. */
export function noticesOf(recording: RecordingSnapshot, nowMs: number): readonly Notice[] {
  const problem: Notice | null =
    recording.problem === null
      ? null
      : { tone: recording.state === 'failed' ? 'bad' : 'warning', sentence: recording.problem, wait: null };
  const warning: Notice | null =
    recording.warning === null ? null : { tone: 'warning', sentence: recording.warning, wait: null };
  const notices = [problem, warning, linkNotice(recording, nowMs)].filter((notice) => notice !== null);
  return notices.filter((notice, index) => notices.findIndex((other) => other.sentence === notice.sentence) === index);
}

function linkNotice({ link, state }: RecordingSnapshot, nowMs: number): Notice | null {
  if (state === 'complete' || state === 'failed') return null;
  const live = isLive(state);
  const kept = live ? 'The recording goes on and is kept on this computer.' : 'The recording is kept on this computer.';
  switch (link.kind) {
    case 'idle':
    case 'sending':
      return null;
    case 'retrying':
      return {
        tone: 'calm',
        sentence: link.reason,
        wait: `Retry ${link.attempt} ${formatWait(link.nextAtMs, nowMs)}.`,
      };
    case 'stalled':
      return {
        tone: 'warning',
        sentence: `${link.reason} ${kept}`,
        wait: `Next try ${formatWait(link.nextAtMs, nowMs)}.`,
      };
    case 'offline':
      return {
        tone: 'warning',
        sentence: `There is no network. The upload goes on by itself when it is back. ${kept}`,
        wait: null,
      };
    case 'paused':
      return { tone: 'calm', sentence: `You paused the upload. ${kept}`, wait: null };
    case 'after-stop':
      return live
        ? { tone: 'calm', sentence: `This server takes the upload only after Stop. ${kept}`, wait: null }
        : null;
    case 'blocked':
      return {
        tone: 'warning',
        sentence: live ? `${link.reason} ${kept}` : link.reason,
        wait: null,
      };
    default:
      return assertNever(link);
  }
}

/** Whether trying again before its time makes sense. */
export function canRetryNow(recording: RecordingSnapshot): boolean {
  const { kind } = recording.link;
  return isUploadUnsettled(recording) && (kind === 'retrying' || kind === 'stalled');
}

/** Whether the upload goes on only when the person tries it again, or gives another upload URL. */
export function needsNewUrl(recording: RecordingSnapshot): boolean {
  return isUploadUnsettled(recording) && (awaitsPerson(recording.state) || recording.link.kind === 'blocked');
}

/** Whether there is an upload that may still go one way or another. */
export function isUploadUnsettled({ state }: RecordingSnapshot): boolean {
  return state !== 'preparing' && !isSettled(state);
}

/** Whether the upload may be running, so that pausing it means something. */
export function canPauseUpload(recording: RecordingSnapshot): boolean {
  const { kind } = recording.link;
  return canCancelUpload(recording) && kind !== 'paused' && kind !== 'after-stop';
}

/** Whether there is an upload to give up. */
export function canCancelUpload(recording: RecordingSnapshot): boolean {
  return isUploadUnsettled(recording) && !needsNewUrl(recording);
}
