import { assertNever } from '../recording/assert-never.ts';
import type { ProtocolName } from '../recording/snapshot.ts';
import { contentRange } from './content-range.ts';
import { type Ask, type Discovery, discover, isContentRangeUrl } from './discover.ts';
import { describeProblem, type Problem } from './problem.ts';
import type { Answer, Outcome, UploadRequest } from './protocol.ts';
import { type Transport, TransportError } from './transport.ts';

/** What is known of an upload URL before anything is sent to it. Plain data; sizes are bytes. */
export type Preflight =
  /** Nothing is stored yet. `endpoint`: the upload is still to be created. `needsLength`: it begins after Stop. */
  | {
      readonly kind: 'fresh';
      readonly protocol: ProtocolName;
      readonly endpoint: boolean;
      readonly needsLength: boolean;
    }
  /** The server holds a part of something else. */
  | { readonly kind: 'used'; readonly protocol: ProtocolName; readonly storedBytes: number }
  /** The server calls it complete. */
  | { readonly kind: 'finished'; readonly protocol: ProtocolName }
  /** The server does not take an upload here; `problem` says why. */
  | { readonly kind: 'refused'; readonly protocol: ProtocolName; readonly problem: Problem }
  /** The server is there, but what it says tells nothing; 404 may mean that the URL has expired. */
  | { readonly kind: 'unanswered'; readonly status: number }
  /** The server asks to come back later. */
  | { readonly kind: 'busy'; readonly status: number }
  /** It answers, but the browser seems to keep from us how much is stored, for want of permission for the origin. */
  | { readonly kind: 'cors-hidden' }
  /** The server is there, but the browser does not let us talk to it without permission for the origin. */
  | { readonly kind: 'cors-blocked' }
  | { readonly kind: 'unreachable' };

/** All that a preflight needs of the world. */
export interface PreflightPorts {
  readonly transport: Transport;
  /** Milliseconds after which a server that says nothing counts as unreachable. */
  readonly timeoutMs: number;
  /** Whether anything answers there at all, be it unreadable: in the browser, a request in mode `no-cors`. */
  isThere(url: string): Promise<boolean>;
  /** Whether the extension may read what the URL's origin answers, whatever its CORS headers say. */
  hasHostPermission(url: string): Promise<boolean>;
}

/**
 * Asks an upload URL how it stands, without changing anything there.
 * @throws the signal's reason when it is aborted.
 */
export async function preflight(url: string, ports: PreflightPorts, signal: AbortSignal): Promise<Preflight> {
  const ask = askThrough(ports.transport, ports.timeoutMs, signal);
  const discovery = await discover(url, ask);
  if (discovery.kind !== 'content-range') {
    return (await readDiscovery(discovery)) ?? withoutAnswer(url, ports);
  }
  const answer = await ask(statusQuery(url));
  if (answer === null) return withoutAnswer(url, ports);
  const mayBeHidden = showsOnlySafelisted(answer) && !(await ports.hasHostPermission(url));
  return readStatusQuery(answer, isContentRangeUrl(url), mayBeHidden);
}

/** Makes requests, with null for those that nobody answered. */
export function askThrough(transport: Transport, stallTimeoutMs: number, signal: AbortSignal): Ask {
  const onProgress = () => undefined;
  return (request) =>
    transport.send({ ...request, body: null }, { signal, stallTimeoutMs, onProgress }).catch((error: unknown) => {
      if (error instanceof TransportError) return null;
      throw error;
    });
}

function statusQuery(url: string): UploadRequest {
  const subject = { lengthAtServer: false, metadata: { filename: '', filetype: null } };
  return contentRange.request({ kind: 'query' }, url, subject);
}

async function withoutAnswer(url: string, ports: PreflightPorts): Promise<Preflight> {
  if (await ports.hasHostPermission(url)) return { kind: 'unreachable' };
  return (await ports.isThere(url)) ? { kind: 'cors-blocked' } : { kind: 'unreachable' };
}

/** What a discovery says of the URL's state; null when nothing was there to answer. */
function readDiscovery(discovery: Exclude<Discovery, { kind: 'content-range' }>): Preflight | null {
  switch (discovery.kind) {
    case 'tus-endpoint':
      return { kind: 'fresh', protocol: 'tus', endpoint: true, needsLength: discovery.needsLength };
    case 'tus-upload':
      return readUpload('tus', discovery.outcome);
    case 'tus-useless':
      return { kind: 'refused', protocol: 'tus', problem: { kind: 'not-an-upload' } };
    case 'no-answer':
      return discovery.status === null ? null : { kind: 'busy', status: discovery.status };
    default:
      return assertNever(discovery);
  }
}

/**
 * What the answer to a Content-Range status query says.
 * @param known whether the server is one of which it is known that it answers these; else 404 may mean that it does not.
 * @param mayBeHidden whether the browser may be hiding `Range`.
 */
function readStatusQuery(answer: Answer, known: boolean, mayBeHidden: boolean): Preflight {
  const { status } = answer;
  const outcome = contentRange.read({ kind: 'query' }, answer);
  if (outcome.kind === 'unreported' && mayBeHidden) return { kind: 'cors-hidden' };
  if (outcome.kind === 'retry') return { kind: 'busy', status };
  if (outcome.kind === 'not-queryable' && known && status === 404) {
    return { kind: 'refused', protocol: 'content-range', problem: { kind: 'gone', status } };
  }
  if (outcome.kind === 'not-queryable' || outcome.kind === 'resynchronise') return { kind: 'unanswered', status };
  return readUpload('content-range', outcome);
}

function readUpload(protocol: ProtocolName, outcome: Outcome): Preflight {
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
      // A server that is there and has not refused: what it holds shows when the upload begins.
      return fresh;
    default:
      return assertNever(outcome);
  }
}

/**
 * The headers that a page may read without the server's consent. When there is no other, the server may have sent more.
 * @see https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
 */
const SAFELISTED: ReadonlySet<string> = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]);

function showsOnlySafelisted(answer: Answer): boolean {
  return Object.keys(answer.headers).every((name) => SAFELISTED.has(name));
}

/** Whether permission for the URL's origin would help. */
export function needsHostPermission(preflight: Preflight): boolean {
  return preflight.kind === 'cors-hidden' || preflight.kind === 'cors-blocked';
}

/** Whether a recording can certainly not be sent to this URL. Everything else is no reason to keep from recording. */
export function isDead(preflight: Preflight): boolean {
  switch (preflight.kind) {
    case 'used':
    case 'finished':
      return true;
    case 'refused':
      // 401 and 403 may be about the question alone, and so may a refusal of another kind.
      return ['gone', 'cancelled', 'fixed-length', 'not-an-upload', 'other-version'].includes(preflight.problem.kind);
    case 'fresh':
    case 'unanswered':
    case 'busy':
    case 'cors-hidden':
    case 'cors-blocked':
    case 'unreachable':
      return false;
    default:
      return assertNever(preflight);
  }
}

/** What the person is told. */
export function describePreflight(preflight: Preflight): string {
  switch (preflight.kind) {
    case 'fresh':
      if (preflight.needsLength) {
        return 'Ready. This server wants to know the length first, so the upload begins after Stop.';
      }
      return preflight.endpoint
        ? 'Ready: an upload will be created here.'
        : 'Ready: nothing has been uploaded here yet.';
    case 'used':
      return 'This upload URL has been used before. Each recording needs a URL of its own.';
    case 'finished':
      return 'This upload URL is finished: the server calls its upload complete. Each recording needs a URL of its own.';
    case 'refused':
      return describeRefusal(preflight.problem);
    case 'unanswered':
      return preflight.status === 404
        ? 'The server does not know this URL (404): it may have expired, or the server does not answer questions about uploads. You can record; what is recorded is kept on this computer.'
        : `The server does not answer questions about uploads (${preflight.status}). Whether the URL works shows when the upload begins.`;
    case 'busy':
      return `The server asks to come back later (${preflight.status}). You can record; it is sent when the server is ready.`;
    case 'cors-hidden':
      return 'The server answers, but the browser may hide from Reelay how much is stored. Allow access to this server for an exact upload.';
    case 'cors-blocked':
      return 'The browser does not let Reelay talk to this server yet. Allow access to this server to upload to it.';
    case 'unreachable':
      return 'The server cannot be reached now. You can record; it is kept on this computer and sent later.';
    default:
      return assertNever(preflight);
  }
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
