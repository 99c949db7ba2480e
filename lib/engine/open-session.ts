import { assertNever } from '../recording/assert-never.ts';
import type { ProtocolName } from '../recording/snapshot.ts';
import { type Ask, type Discovery, discover } from '../upload/discover.ts';
import { newSession, type Session, sessionToCreate } from '../upload/session.ts';
import { NO_ANSWER } from '../upload/transport.ts';
import type { Attempt } from './persistence.ts';

/** How an upload is spoken, and how far it is. */
export interface OpenSession {
  readonly protocol: ProtocolName;
  readonly session: Session;
}

/** One try to find out which protocol an upload URL speaks. */
export async function tryToOpen(url: string, ask: Ask): Promise<Attempt<OpenSession>> {
  const found = await discover(url, ask);
  if (found.kind !== 'no-answer') return { kind: 'done', value: openSession(url, found) };
  const reason = found.status === null ? NO_ANSWER : `The server answered ${found.status}.`;
  return { kind: 'again', reason, retryAfterMs: found.retryAfterMs };
}

/** What an upload begins with, given what was found out about its URL. */
function openSession(url: string, found: Exclude<Discovery, { kind: 'no-answer' }>): OpenSession {
  switch (found.kind) {
    case 'content-range':
      return { protocol: 'content-range', session: newSession(url) };
    case 'tus-upload':
      return { protocol: 'tus', session: newSession(url) };
    case 'tus-endpoint':
      return { protocol: 'tus', session: sessionToCreate(url, found.needsLength) };
    case 'tus-useless': {
      const end = { kind: 'problem', problem: { kind: 'not-an-upload' } } as const;
      return { protocol: 'tus', session: { ...newSession(url), end } };
    }
    default:
      return assertNever(found);
  }
}
