import { assertNever } from '../../base/errors.ts';
import type { HeldLock } from '../locks.ts';
import type { Discovery } from '../protocols/detection.ts';
import type { Answer, Outcome, Protocol } from '../protocols/protocol.ts';
import { NOTHING_REMEMBERED } from '../protocols/protocol-state.ts';
import { defaultProtocol, protocolNamed } from '../protocols/protocols.ts';
import { fileAt, isHeadOfPage, isWebPage } from '../session/another-server.ts';
import type { Problem } from '../session/problem.ts';
import { problemOfStatus } from '../session/status.ts';
import { type Transport, TransportError } from '../wire/transport.ts';
import { type Ask, discover } from './discover.ts';
import { lookOf } from './url-look.ts';

/** What is known about an upload URL before anything is sent to it. Plain data; sizes are bytes. */
export type Preflight =
  /**
   * Nothing is stored yet. `endpoint`: the upload still has to be created. `needsLength`: it begins after Stop; null:
   * unknown until it's created.
   */
  | {
      readonly kind: 'fresh';
      readonly protocol: string;
      readonly endpoint: boolean;
      readonly needsLength: boolean | null;
    }
  /**
   * A whole file is sent after Stop. `why`: the URL is signed for that, or nothing can be seen there. `limitBytes`: its
   * maximum size; null: unknown. `isTyped`: signed for one media type, which may not be the recording's. `wantsAccess`:
   * without permission for the origin the browser may not let us send there.
   */
  | {
      readonly kind: 'whole';
      readonly why: 'signed' | 'hidden';
      readonly limitBytes: number | null;
      readonly isTyped: boolean;
      readonly wantsAccess: boolean;
    }
  /** The server is there but doesn't show what it takes. */
  | { readonly kind: 'unknown'; readonly status: number }
  /** The server has part of something else. */
  | { readonly kind: 'used'; readonly protocol: string; readonly storedBytes: number }
  /** Something is already there. `lengthBytes`: null when its server doesn't say. */
  | { readonly kind: 'occupied'; readonly lengthBytes: number | null }
  /** One of this computer’s recordings was sent there. The URL is signed for one file, so its server would not say. `isReplaceable`: that one is there, or was canceled, and needn’t be sent any more. */
  | { readonly kind: 'taken'; readonly isReplaceable: boolean }
  /** A recording that was deleted was sent there. Its server may not say so. `isReplaceable`: as a file. */
  | { readonly kind: 'sent-by-deleted'; readonly isReplaceable: boolean }
  /** The server calls it complete. */
  | { readonly kind: 'finished'; readonly protocol: string }
  /** The server takes no upload here; `problem` says why. */
  | { readonly kind: 'refused'; readonly protocol: string; readonly problem: Problem }
  /** The server is there, but its answer says nothing; 404 may mean that the URL has expired. */
  | { readonly kind: 'unanswered'; readonly status: number }
  /** Another address answered (`redirectedTo`, safe to show), or a web page came where none should (null). */
  | { readonly kind: 'elsewhere'; readonly redirectedTo: string | null }
  /** The server asks to come back later. */
  | { readonly kind: 'busy'; readonly status: number }
  /** A recording is being sent there now, so nothing was asked. */
  | { readonly kind: 'in-use' }
  /** The server is there, but the browser blocks it without permission for the origin. */
  | { readonly kind: 'cors-blocked' }
  | { readonly kind: 'unreachable' };

/** What a preflight needs. */
export interface PreflightPorts {
  readonly transport: Transport;
  /** Milliseconds after which a silent server counts as unreachable. */
  readonly timeoutMs: number;
  /** The right to ask about an upload URL, held while asking. Null when an upload has it. */
  takeUploadLock(url: string): Promise<HeldLock | null>;
  /**
   * Whether it is a recording's, as far as this computer knows, also if those that were sent may be replaced. Never rejects, and
   * answers in a moment.
   */
  isTaken(url: string, mayReplace: boolean): Promise<boolean>;
  /** Whether a recording that was deleted was sent there, likewise. */
  isSentByDeleted(url: string): Promise<boolean>;
  /** Whether anything answers there at all, even unreadably: in the browser, a request in mode `no-cors`. */
  isThere(url: string): Promise<boolean>;
  /** Whether the extension may read the origin's answers, whatever their CORS headers say. */
  hasHostPermission(url: string): Promise<boolean>;
}

/**
 * Asks an upload URL for its state. Changes nothing there: only an address known to hold a resumable session gets the
 * status query, and none while an upload uses it.
 * @throws the signal's reason when it is aborted.
 */
export async function preflight(url: string, ports: PreflightPorts, signal: AbortSignal): Promise<Preflight> {
  const lock = await ports.takeUploadLock(url);
  if (lock === null) return { kind: 'in-use' };
  try {
    signal.throwIfAborted();
    if (await ports.isSentByDeleted(url)) {
      return { kind: 'sent-by-deleted', isReplaceable: lookOf(url).kind === 'whole' };
    }
    signal.throwIfAborted();
    return await askAbout(url, ports, askThrough(ports.transport, ports.timeoutMs, signal));
  } finally {
    lock.release();
  }
}

async function askAbout(url: string, ports: PreflightPorts, ask: Ask): Promise<Preflight> {
  const found = await discover(url, null, ask);
  switch (found.kind) {
    case 'session': {
      const protocol = protocolNamed(found.protocol) ?? defaultProtocol('pieces');
      const answer = await ask(protocol.request({ kind: 'query' }, url, NO_SUBJECT));
      if (answer === null) return withoutAnswer(url, ports);
      return readStatusQuery(protocol, answer, lookOf(url).kind === 'session');
    }
    case 'whole':
      if (found.why === 'hidden') return whole(url, 'hidden', false);
      if (!(await ports.isTaken(url, false))) return askSigned(url, ports, ask);
      return { kind: 'taken', isReplaceable: !(await ports.isTaken(url, true)) };
    case 'no-answer':
      return found.status === null ? withoutAnswer(url, ports) : { kind: 'busy', status: found.status };
    default:
      return readDiscovery(found);
  }
}

/** A query reveals nothing about the file. */
const NO_SUBJECT = { state: NOTHING_REMEMBERED, metadata: { filename: '', filetype: null } };

/** A URL signed for `PUT` usually answers `HEAD` with 403. Any answer shows that the browser lets us send there. */
async function askSigned(url: string, ports: PreflightPorts, ask: Ask): Promise<Preflight> {
  const head = await ask({ method: 'HEAD', url, headers: {}, body: null });
  if (head === null) {
    const isKept = !(await ports.hasHostPermission(url)) && (await ports.isThere(url));
    return isKept ? whole(url, 'signed', true) : { kind: 'unreachable' };
  }
  if (head.redirectedTo !== null) return { kind: 'elsewhere', redirectedTo: head.redirectedTo };
  const file = head.status === 200 && !isHeadOfPage(head) ? fileAt(head) : null;
  if (file !== null) return { kind: 'occupied', ...file };
  return whole(url, 'signed', false);
}

function whole(url: string, why: 'signed' | 'hidden', wantsAccess: boolean): Preflight {
  const look = lookOf(url);
  const { limitBytes, isTyped } =
    look.kind === 'whole'
      ? { limitBytes: look.limitBytes, isTyped: look.contentType === 'signed' }
      : { limitBytes: null, isTyped: false };
  return { kind: 'whole', why, limitBytes, isTyped, wantsAccess };
}

/** Makes requests; null when there is no answer. */
export function askThrough(transport: Transport, stallTimeoutMs: number, signal: AbortSignal): Ask {
  const onProgress = () => undefined;
  return (request) =>
    transport.send({ ...request, body: null }, { signal, stallTimeoutMs, onProgress }).catch((error: unknown) => {
      if (error instanceof TransportError) return null;
      throw error;
    });
}

async function withoutAnswer(url: string, ports: PreflightPorts): Promise<Preflight> {
  if (await ports.hasHostPermission(url)) return { kind: 'unreachable' };
  return (await ports.isThere(url)) ? { kind: 'cors-blocked' } : { kind: 'unreachable' };
}

/** The URL's state, by a discovery. */
function readDiscovery(found: Exclude<Discovery, { kind: 'session' | 'whole' | 'no-answer' }>): Preflight {
  switch (found.kind) {
    case 'endpoint':
      return { kind: 'fresh', protocol: found.protocol, endpoint: true, needsLength: found.needsLength };
    case 'upload':
      return readUpload(found.protocol, found.outcome);
    case 'no-uploads':
      return { kind: 'refused', protocol: found.protocol, problem: { kind: 'not-an-upload' } };
    case 'unusable':
      return {
        kind: 'refused',
        protocol: defaultProtocol('whole-file').name,
        problem: { kind: 'unusable', reason: found.reason },
      };
    case 'unknown':
      return found.status === 410 || found.status === 499
        ? { kind: 'refused', protocol: defaultProtocol('pieces').name, problem: problemOfStatus(found.status) }
        : found;
    case 'occupied':
    case 'elsewhere':
      return found;
    default:
      return assertNever(found);
  }
}

/**
 * The URL's state, by the answer to a status query.
 * @param known whether this server is known to answer status queries; otherwise 404 may mean that it doesn't.
 */
function readStatusQuery(protocol: Protocol, answer: Answer, known: boolean): Preflight {
  const { status, redirectedTo } = answer;
  if (redirectedTo !== null) return { kind: 'elsewhere', redirectedTo };
  const outcome = protocol.read({ kind: 'query' }, answer);
  // A sign-in page answers 200 to everything.
  if (outcome.kind === 'complete' && isWebPage(answer)) return { kind: 'elsewhere', redirectedTo: null };
  if (outcome.kind === 'retry') return { kind: 'busy', status };
  if (outcome.kind === 'not-queryable' && known && status === 404) {
    return { kind: 'refused', protocol: protocol.name, problem: { kind: 'gone', status } };
  }
  if (outcome.kind === 'not-queryable' || outcome.kind === 'resynchronise') return { kind: 'unanswered', status };
  return readUpload(protocol.name, outcome);
}

function readUpload(protocol: string, outcome: Outcome): Preflight {
  const fresh: Preflight = { kind: 'fresh', protocol, endpoint: false, needsLength: false };
  switch (outcome.kind) {
    case 'stored': {
      const { storedBytes, lengthBytes } = outcome;
      if (storedBytes > 0) return { kind: 'used', protocol, storedBytes };
      if (typeof lengthBytes !== 'number') return fresh;
      return { kind: 'refused', protocol, problem: { kind: 'fixed-length', lengthBytes } };
    }
    case 'complete':
    case 'accepted':
      return { kind: 'finished', protocol };
    case 'final':
      return { kind: 'refused', protocol, problem: outcome.problem };
    case 'created':
    case 'unreported':
    case 'resynchronise':
    case 'retry':
    case 'not-queryable':
    case 'measured':
    case 'probed':
    case 'too-large':
      // The server is there and hasn't refused: what it has will show when the upload begins.
      return fresh;
    default:
      return assertNever(outcome);
  }
}
