import { assertNever } from '../../base/errors.ts';
import type { Sending } from '../../recording/target.ts';
import { describeLimit } from '../protocols/put/whole-limit.ts';
import { describeProblem, type Problem } from '../session/problem.ts';
import type { Preflight } from './preflight.ts';

/** Whether permission for the URL's origin would help. */
export function needsHostPermission(preflight: Preflight): boolean {
  return preflight.kind === 'cors-blocked' || (preflight.kind === 'whole' && preflight.wantsAccess);
}

/**
 * How a recording would be sent to this address, where that is a guess that the person may know better (`none`: nothing is
 * sent unless the person chooses); null where it is known, or nothing can be sent.
 */
export function guessedSending(preflight: Preflight): Sending | 'none' | null {
  const { kind } = preflight;
  // Scripts may answer every question with a page, and take uploads. A page of somebody's would be written over: no guess.
  if (kind === 'elsewhere' && preflight.redirectedTo === null) return 'none';
  if (kind === 'unknown' || kind === 'cors-blocked') return 'while-recording';
  return kind === 'whole' && preflight.why === 'hidden' ? 'after-stop' : null;
}

/** Whether a recording can certainly not be sent to this URL. Everything else is no reason to keep from recording. */
export function isDead(preflight: Preflight): boolean {
  switch (preflight.kind) {
    case 'used':
    case 'occupied':
    case 'finished':
      return true;
    case 'refused':
      // 401 and 403 may be about the question alone, and so may a refusal of another kind.
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

/** What the person is told: what the server says, and what that means for a recording. */
export function describePreflight(preflight: Preflight): string {
  switch (preflight.kind) {
    case 'fresh':
      if (preflight.needsLength === true) {
        return 'Ready. This server wants to know the length first, so the upload begins after Stop.';
      }
      return preflight.endpoint
        ? 'Ready: an upload will be created here.'
        : 'Ready: nothing has been uploaded here yet.';
    case 'whole':
      return describeWhole(preflight);
    case 'unknown':
      return `The server does not say how it takes uploads here (${preflight.status}). Reelay begins while you record. If the server takes only whole files, the recording is sent after Stop.`;
    case 'used':
      return 'This upload URL has been used before. Each recording needs a URL of its own.';
    case 'occupied':
      return 'There is a file at this address already. A recording would replace it. Use a new upload URL.';
    case 'finished':
      return 'This upload URL is finished: the server calls its upload complete. Each recording needs a URL of its own.';
    case 'refused':
      return describeRefusal(preflight.problem);
    case 'unanswered':
      return preflight.status === 404
        ? 'The server does not know this URL (404): it may have expired, or the server does not answer questions about uploads. You can record; what is recorded is kept on this computer.'
        : `The server does not answer questions about uploads (${preflight.status}). Whether the URL works shows when the upload begins.`;
    case 'elsewhere':
      return preflight.redirectedTo === null
        ? 'A web page answered in place of an upload server. Check the URL, or sign in to your network. You can record; it is kept on this computer until the server answers. If this server always answers so, choose how to send.'
        : `This address redirects to ${preflight.redirectedTo}, and uploads do not follow. Paste the URL that it leads to.`;
    case 'busy':
      return `The server asks to come back later (${preflight.status}). You can record; it is sent when the server is ready.`;
    case 'in-use':
      return 'A recording is being sent to this URL now. Each recording needs a URL of its own.';
    case 'cors-blocked':
      return 'The browser does not let Reelay talk to this server yet. Allow access to this server to upload to it.';
    case 'unreachable':
      return 'The server cannot be reached now. You can record; it is kept on this computer and sent later.';
    default:
      return assertNever(preflight);
  }
}

/** The remarks on a whole file, one sentence each. */
function describeWhole({ why, limitBytes, isTyped, wantsAccess }: Extract<Preflight, { kind: 'whole' }>): string {
  const isSigned = why === 'signed';
  const sentences = [
    isSigned
      ? 'Ready. This signed URL takes a whole file, so the recording is sent after Stop, in one piece.'
      : 'The server shows nobody what is here, so the recording is sent after Stop, in one piece.',
    'The URL must still be valid then.',
  ];
  if (limitBytes !== null) sentences.push(`Up to ${describeLimit(limitBytes)}.`);
  if (isTyped)
    sentences.push('It is signed for one media type; if that is not the recording’s, the server refuses it.');
  if (wantsAccess) sentences.push('The browser may not let Reelay send there: allow access to this server to be sure.');
  return sentences.join(' ');
}

/** Before a recording nothing is "still here", so some problems are put in other words. */
function describeRefusal(problem: Problem): string {
  switch (problem.kind) {
    case 'gone':
      return `This upload URL no longer exists (${problem.status}): it has expired or was cancelled. Get a new one.`;
    case 'forbidden':
      return `The server does not accept this upload URL (${problem.status}): most likely it has expired.`;
    case 'cancelled':
      return 'The upload at this URL was cancelled. Get a new URL.';
    case 'refused':
      return `The server refuses this upload URL (${problem.status}).`;
    default:
      return describeProblem(problem);
  }
}
