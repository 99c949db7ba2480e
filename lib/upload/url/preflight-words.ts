import { assertNever } from '../../base/errors.ts';
import type { Message } from '../../recording/message.ts';
import type { Sending } from '../../recording/target.ts';
import { type Problem, problemMessage } from '../session/problem.ts';
import type { Preflight } from './preflight.ts';

/** Whether permission for the URL's origin would help. */
export function needsHostPermission(preflight: Preflight): boolean {
  return preflight.kind === 'cors-blocked' || (preflight.kind === 'whole' && preflight.wantsAccess);
}

/**
 * How a recording would be sent to this address if that is a guess you may correct (`none`: nothing is sent unless you
 * choose); null when it is known, or nothing can be sent.
 */
export function guessedSending(preflight: Preflight): Sending | 'none' | null {
  const { kind } = preflight;
  // Scripts may answer every query with a page and still take uploads. But someone's page could be overwritten, so
  // don't guess.
  if (kind === 'elsewhere' && preflight.redirectedTo === null) return 'none';
  if (kind === 'unknown' || kind === 'cors-blocked') return 'while-recording';
  return kind === 'whole' && preflight.why === 'hidden' ? 'after-stop' : null;
}

/** Whether the recording that was sent there is a file, which you may want replaced. */
export function isReplaceable(preflight: Preflight): boolean {
  return (preflight.kind === 'taken' || preflight.kind === 'sent-by-deleted') && preflight.isReplaceable;
}

/** Whether a recording certainly can't be sent to this URL. Anything less is no reason not to record. */
export function isDead(preflight: Preflight): boolean {
  switch (preflight.kind) {
    case 'used':
    case 'occupied':
    case 'taken':
    case 'sent-by-deleted':
    case 'finished':
      return true;
    case 'refused':
      // 401 and 403 may concern only the query, and so may other refusals.
      return DEAD_PROBLEMS.has(preflight.problem.kind);
    case 'fresh':
    case 'whole':
    case 'unknown':
    case 'unanswered':
    case 'elsewhere':
    case 'busy':
    case 'in-use':
    case 'cors-blocked':
    case 'unreachable':
      return false;
    default:
      return assertNever(preflight);
  }
}

const DEAD_PROBLEMS: ReadonlySet<Problem['kind']> = new Set([
  'gone',
  'cancelled',
  'fixed-length',
  'not-an-upload',
  'other-version',
  'unusable',
]);

/** What the server says, and what that means for a recording. */
export function preflightMessage(preflight: Preflight): Message {
  switch (preflight.kind) {
    case 'fresh':
      if (preflight.needsLength === true) return { id: 'url.readyAfterStop' };
      return { id: preflight.endpoint ? 'url.readyEndpoint' : 'url.ready' };
    case 'whole':
      return wholeMessage(preflight);
    case 'unknown':
      return { id: 'url.unknown', status: preflight.status };
    case 'used':
      return { id: 'url.used' };
    case 'occupied':
      return { id: 'url.occupied' };
    case 'taken':
      return { id: 'problem.inUseOrUsed' };
    case 'sent-by-deleted':
      return { id: 'problem.sentByDeleted' };
    case 'finished':
      return { id: 'url.finished' };
    case 'refused':
      return refusalMessage(preflight.problem);
    case 'unanswered': {
      const { status } = preflight;
      return status === 404 ? { id: 'url.notKnown' } : { id: 'url.answersNoQuestions', status };
    }
    case 'elsewhere': {
      const { redirectedTo } = preflight;
      return redirectedTo === null ? { id: 'url.webPage' } : { id: 'url.redirects', redirectedTo };
    }
    case 'busy':
      return { id: 'url.busy', status: preflight.status };
    case 'in-use':
      return { id: 'url.inUse' };
    case 'cors-blocked':
      return { id: 'url.needsAccess' };
    case 'unreachable':
      return { id: 'url.unreachable' };
    default:
      return assertNever(preflight);
  }
}

function wholeMessage({ why, limitBytes, isTyped, wantsAccess }: Extract<Preflight, { kind: 'whole' }>): Message {
  const messages: Message[] = [
    { id: why === 'signed' ? 'url.signedForWhole' : 'url.hidden' },
    { id: 'url.validThen' },
    ...(limitBytes === null ? [] : [{ id: 'url.upTo', limitBytes } as const]),
    ...(isTyped ? [{ id: 'url.signedForType' } as const] : []),
    ...(wantsAccess ? [{ id: 'url.mayNeedAccess' } as const] : []),
  ];
  return { id: 'several', messages };
}

/** Before a recording nothing is "still here", so some problems need other words. */
function refusalMessage(problem: Problem): Message {
  switch (problem.kind) {
    case 'gone':
      return { id: 'url.gone', status: problem.status };
    case 'forbidden':
      return { id: 'url.forbidden', status: problem.status };
    case 'cancelled':
      return { id: 'url.cancelled' };
    case 'refused':
      return { id: 'url.refused', status: problem.status };
    default:
      return problemMessage(problem);
  }
}
