import type { Message } from '../../recording/message.ts';
import type { Outcome } from '../protocols/protocol.ts';
import { checked, suspected, unmeasured } from './learn-end.ts';
import { type Circumstances, type Lesson, mayAsk } from './lesson.ts';
import type { FailedProbes, Session } from './session.ts';

/** A server that fails for every upload it doesn't know does so each time: so many in a row, over so long, say no. */
const HABIT_COUNT = { 'no answer': 3, error: 3, refused: 5 } as const satisfies Readonly<
  Record<FailedProbes['how'], number>
>;
const HABIT_MS = 5_000;
/** Two such waits are long enough, and no upload is called stalled for that. */
const AGAIN_MS = 2_500;

/** What a server answers that fails itself. RFC 9110, section 15.6.1. */
const INTERNAL_ERROR = 500;

/**
 * An upload that doesn't exist was called complete, or wasn't. If it was, the session is asked again, until it says something else, and a
 * refusal has to come again and again to count.
 */
export function probed(session: Session, saysYes: boolean, circumstances: Circumstances): Lesson {
  const reason: Message = { id: 'upload.completeWithoutSize' };
  if (saysYes) {
    const deceived = { ...suspected(session), deceived: true, failedProbes: null };
    return unmeasured(deceived, null, reason, circumstances);
  }
  // Where some requests get through, this one may have, and the others not.
  if (session.deceived) return probeFailed(session, 'refused', { retryAfterMs: null, reason }, circumstances);
  return checked({ ...session, failedProbes: null }, circumstances.sealedBytes);
}

/**
 * The way in which servers may fail to answer for an upload that they don't know, each time. Null: the answer has nothing to do with the
 * upload, like those of a busy server, or of a gateway or a sign-in page in between.
 */
export function habitOf(outcome: Extract<Outcome, { kind: 'retry' }>, status: number): FailedProbes['how'] | null {
  return status === INTERNAL_ERROR && outcome.isElsewhere !== true ? 'error' : null;
}

/**
 * The probe was answered neither yes nor no, or not at all: that may be a bad moment of what calls the session complete. It comes again
 * when the session has said so once more. `retryAfterMs`: the wait that was asked for; null for none.
 */
export function probeFailed(
  session: Session,
  how: FailedProbes['how'] | null,
  { retryAfterMs, reason }: { readonly retryAfterMs: number | null; readonly reason: Message },
  circumstances: Circumstances,
): Lesson {
  const { nowMs, sealedBytes } = circumstances;
  const failedProbes = how === null ? null : oneMoreOf(session.failedProbes, how, nowMs);
  if (isHabit(failedProbes, nowMs)) return checked({ ...session, failedProbes: null }, sealedBytes);
  const doubted = suspected({ ...session, failedProbes });
  // It can't say so once more if it answers no questions.
  const next: Session = mayAsk(session) ? doubted : { ...doubted, bareYes: 'doubted' };
  return unmeasured(next, retryAfterMs ?? (how === null ? null : AGAIN_MS), reason, circumstances);
}

function oneMoreOf(failed: FailedProbes | null, how: FailedProbes['how'], nowMs: number): FailedProbes {
  return failed?.how === how ? { ...failed, count: failed.count + 1 } : { how, count: 1, sinceMs: nowMs };
}

function isHabit(failed: FailedProbes | null, nowMs: number): boolean {
  return failed !== null && failed.count >= HABIT_COUNT[failed.how] && nowMs - failed.sinceMs >= HABIT_MS;
}
