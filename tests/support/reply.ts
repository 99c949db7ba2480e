import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import { type Fault, retryAfterHeader } from './fault.ts';
import type { ServerAnswer } from './model-server.ts';

/** What the server answers, and whether the connection breaks in the middle of it. */
export interface Reply {
  readonly answer: ServerAnswer;
  readonly truncated: boolean;
  readonly redirectedTo?: string | null;
  /** An intermediary sent it. */
  readonly isPortal?: true;
}

type Of<K extends Fault['kind']> = Omit<Extract<Fault, { kind: K }>, 'kind' | 'done'>;

/** A complete answer from the server itself. */
export function whole(answer: ServerAnswer): Reply {
  return { answer, truncated: false };
}

/** A status and nothing else. */
export function bare(status: number): Reply {
  return whole({ status, headers: {}, text: '' });
}

/** Something else answers, after a redirect to it or with a web page. */
export function elsewhere({ form, status }: Of<'elsewhere'>): Reply {
  if (form === 'redirect') {
    return { ...whole({ status, headers: {}, text: 'OK' }), redirectedTo: 'https://login.example/sign-in' };
  }
  return whole({ status, headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><title>Sign in</title>' });
}

/** A proxy or a firewall refuses it. */
export function refusal({ status, isPage }: Of<'refused once'>): Reply {
  return whole({ status, headers: {}, text: isPage ? '<html>' : '' });
}

/** The server asks to come back later. */
export function later({ status, after }: Of<'retryable'>, nowMs: number): Reply {
  return whole({ status, headers: retryAfterHeader(after, nowMs), text: '' });
}

/** What happens to a good answer on the way back. `isSafe`: none of it may be hidden. */
export function spoilt(answer: ServerAnswer, fault: Fault, isSafe: boolean, excuse: (cause: string) => void): Reply {
  if (fault.kind === 'truncated' && !isSafe) return { answer: { ...answer, text: '' }, truncated: true };
  if (fault.kind === 'no range' && answer.status === 308 && !isSafe) {
    excuse('Range was missing');
    return bare(308);
  }
  if (fault.kind === 'odd range' && answer.headers['range'] !== undefined) {
    return whole({ ...answer, headers: { range: fault.range } });
  }
  return whole(answer);
}

/** The reply as the client gets it at `atMs`. */
export function heard({ answer, truncated, redirectedTo = null }: Reply, atMs: number): Answer {
  return { ...answer, truncated, redirectedTo, atMs };
}
