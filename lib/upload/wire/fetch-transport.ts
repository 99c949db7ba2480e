import type { Answer } from '../protocols/protocol.ts';
import { answerHeaders } from './answer-headers.ts';
import { readCut } from './read-cut.ts';
import {
  ANOTHER_ADDRESS,
  type Body,
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  type Transport,
  TransportError,
} from './transport.ts';

/** The status reported for a redirect: the browser hides the real one. */
const REDIRECT_STATUS = 302;

/** Without progress, a slow body can't be distinguished from a stalled one: it may be this slow. */
const SLOWEST_BYTES_PER_MS = 16;

/**
 * Requests by `fetch`, for everything without a part of a recording, or when there is no other way. It never follows a
 * redirect: neither headers nor body reach an address that you didn't enter.
 */
export const fetchTransport: Transport = {
  send: (request, options) => {
    if (request.method === 'HEAD' || request.method === 'OPTIONS') return ask(request, options);
    if (request.method !== 'PUT') return send(request, options, 'manual');
    // A part of a recording isn't sent twice just to find out why it didn't arrive.
    return request.body === null ? askByPut(request, options) : send(request, options, 'error');
  },
};

/**
 * A 3xx without `Location` isn't a redirect, but `manual` hides it too: some servers answer HEAD on a session with 308.
 */
async function ask(request: OutgoingRequest, options: SendOptions): Promise<Answer> {
  const first = await send(request, options, 'manual');
  if (first.redirectedTo === null) return first;
  return send(request, options, 'error').catch((error: unknown) => {
    if (error instanceof TransportError) return first;
    throw error;
  });
}

/**
 * `manual` hides every 3xx, including the 308 without `Location` that answers a status query. `error` lets that through
 * and fails for a real redirect, but also for a broken connection. So look into a failure.
 */
async function askByPut(request: OutgoingRequest, options: SendOptions): Promise<Answer> {
  try {
    return await send(request, options, 'error');
  } catch (error) {
    if (!(error instanceof TransportError && error.kind === 'network')) throw error;
    const second = await send(request, options, 'manual');
    if (second.redirectedTo === null) return second;
    return send(request, options, 'error').catch((third: unknown) => {
      if (third instanceof TransportError) return second;
      throw third;
    });
  }
}

async function send(request: OutgoingRequest, options: SendOptions, redirect: 'manual' | 'error'): Promise<Answer> {
  const { method, url, headers, body } = request;
  const { signal } = options;
  const stallTimeoutMs = options.stallTimeoutMs + lengthOf(body) / SLOWEST_BYTES_PER_MS;
  signal.throwIfAborted();
  const late = new AbortController();
  // An invalid request, for example with a malformed header, throws here: a broken connection is a TypeError, too.
  const made = new Request(url, {
    method,
    headers,
    body,
    redirect,
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.any([signal, late.signal]),
  });
  const timer = setTimeout(() => late.abort(), stallTimeoutMs);
  try {
    const response = await fetch(made);
    const atMs = Date.now();
    if (response.type === 'opaqueredirect') {
      return { status: REDIRECT_STATUS, headers: {}, text: '', truncated: false, redirectedTo: ANOTHER_ADDRESS, atMs };
    }
    clearTimeout(timer);
    const { text, truncated } = await readCut(response.body, stallTimeoutMs);
    signal.throwIfAborted();
    return {
      status: response.status,
      headers: answerHeaders(response.headers),
      text,
      truncated,
      redirectedTo: null,
      atMs,
    };
  } catch (error) {
    signal.throwIfAborted();
    if (late.signal.aborted) throw noByteMoved(stallTimeoutMs, error);
    if (error instanceof TypeError) throw new TransportError('network', NO_ANSWER, { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function lengthOf(body: Body | null): number {
  if (body === null) return 0;
  return body instanceof Blob ? body.size : body.length;
}
