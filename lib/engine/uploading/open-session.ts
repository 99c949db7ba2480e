import { assertNever } from '../../base/assert-never.ts';
import type { ProtocolName } from '../../recording/snapshot.ts';
import type { Sending } from '../../recording/target.ts';
import type { Problem } from '../../upload/session/problem.ts';
import {
  newSession,
  type Session,
  sessionToCreate,
  unknownSession,
  wholeSession,
} from '../../upload/session/session.ts';
import { type Ask, type Discovery, discover } from '../../upload/url/discover.ts';
import { NO_ANSWER } from '../../upload/wire/transport.ts';
import type { Attempt } from './retry-loop.ts';

/** How an upload is spoken, and how far it is. */
export interface OpenSession {
  readonly protocol: ProtocolName;
  readonly session: Session;
}

/**
 * One try to find out what an upload URL is. Nothing is changed there.
 * @param sending how the person wants it sent; null leaves it to what is found.
 */
export async function tryToOpen(url: string, sending: Sending | null, ask: Ask): Promise<Attempt<OpenSession>> {
  const found = await discover(url, sending, ask);
  switch (found.kind) {
    case 'no-answer': {
      const reason = found.status === null ? NO_ANSWER : `The server answered ${found.status}.`;
      return { kind: 'again', reason, retryAfterMs: found.retryAfterMs };
    }
    case 'elsewhere':
      // A sign-in page in between goes away; an address that has moved is the person's to correct.
      return { kind: 'again', reason: elsewhereReason(found.redirectedTo), retryAfterMs: null };
    default:
      return { kind: 'done', value: openSession(url, sending, found) };
  }
}

/** The recording is sent to this URL as one file, after Stop. */
export function openWhole(url: string): OpenSession {
  return { protocol: 'put', session: wholeSession(url) };
}

/**
 * A URL that another recording was sent to. An endpoint serves any number, and a session says itself that it was used; what
 * can say neither has most likely got the other one.
 */
export function notToFollow(found: OpenSession): OpenSession {
  const { session } = found;
  if (session.endpoint !== null || session.resumable || session.end !== null) return found;
  return { ...found, session: { ...session, end: { kind: 'problem', problem: { kind: 'used' } } } };
}

function elsewhereReason(redirectedTo: string | null): string {
  return redirectedTo === null
    ? 'Something between here and the server answered with a web page. Sign in to your network, or check the upload URL.'
    : `The server sends every request on to ${redirectedTo}. If that is where uploads go, use that URL.`;
}

/** What an upload begins with, given what was found out about its URL. */
function openSession(
  url: string,
  sending: Sending | null,
  found: Exclude<Discovery, { kind: 'no-answer' | 'elsewhere' }>,
): OpenSession {
  switch (found.kind) {
    case 'session':
      return { protocol: 'content-range', session: newSession(url) };
    case 'unknown':
      return { protocol: 'content-range', session: unknownSession(url, sending === 'while-recording') };
    case 'whole':
      return openWhole(url);
    case 'occupied':
      return { protocol: 'content-range', session: ended(url, { kind: 'used' }) };
    case 'unusable':
      return { protocol: 'put', session: ended(url, { kind: 'unusable', sentence: found.sentence }) };
    case 'tus-upload':
      return { protocol: 'tus', session: newSession(url) };
    case 'tus-endpoint':
      return { protocol: 'tus', session: sessionToCreate(url, found.needsLength) };
    case 'tus-useless':
      return { protocol: 'tus', session: ended(url, { kind: 'not-an-upload' }) };
    default:
      return assertNever(found);
  }
}

function ended(url: string, problem: Problem): Session {
  return { ...newSession(url), end: { kind: 'problem', problem } };
}
