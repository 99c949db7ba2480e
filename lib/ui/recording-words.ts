import { assertNever } from '../recording/assert-never.ts';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { isLive } from '../recording/state.ts';
import { formatWait } from './format.ts';

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
  switch (recording.state) {
    case 'preparing':
      return 'Ready — starting…';
    case 'recording':
      return recording.source === 'tab' ? 'Recording tab' : 'Recording camera';
    case 'paused':
      return 'Paused';
    case 'interrupted':
    case 'finishing':
      return 'Finishing upload';
    case 'blocked':
      return 'Needs attention';
    case 'complete':
      return 'Complete';
    case 'failed':
      return 'Failed';
    default:
      return assertNever(recording.state);
  }
}

/** The colour of the state's words. */
export function stateTone(recording: RecordingSnapshot): Tone {
  switch (recording.state) {
    case 'complete':
      return 'good';
    case 'blocked':
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
  const notices = [problem, linkNotice(recording, nowMs)].filter((notice) => notice !== null);
  return notices.filter((notice, index) => notices.findIndex((other) => other.sentence === notice.sentence) === index);
}

function linkNotice({ link, state }: RecordingSnapshot, nowMs: number): Notice | null {
  if (state === 'complete' || state === 'failed') return null;
  const live = isLive(state);
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
        sentence: `${link.reason} ${live ? 'The recording goes on and is kept on this computer.' : 'The recording is kept on this computer.'}`,
        wait: `Next try ${formatWait(link.nextAtMs, nowMs)}.`,
      };
    case 'offline':
      return { tone: 'warning', sentence: 'There is no network. The upload goes on when it is back.', wait: null };
    case 'paused':
      return { tone: 'calm', sentence: 'The upload is paused.', wait: null };
    case 'after-stop':
      return live ? { tone: 'calm', sentence: 'This server takes the upload after Stop.', wait: null } : null;
    case 'blocked':
      return {
        tone: 'warning',
        sentence: live ? `${link.reason} The recording goes on and is kept on this computer.` : link.reason,
        wait: null,
      };
    default:
      return assertNever(link);
  }
}

/** Whether trying again before its time makes sense. */
export function canRetryNow({ state, link }: RecordingSnapshot): boolean {
  return state !== 'complete' && state !== 'failed' && (link.kind === 'retrying' || link.kind === 'stalled');
}

/** Whether only another upload URL helps. */
export function needsNewUrl({ state, link }: RecordingSnapshot): boolean {
  return state === 'blocked' || (state !== 'complete' && state !== 'failed' && link.kind === 'blocked');
}
