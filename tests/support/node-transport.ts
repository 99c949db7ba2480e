import { type IncomingMessage, request as startRequest } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import { NO_ANSWER, type OutgoingRequest, type Transport, TransportError } from '../../lib/upload/wire/transport.ts';
import { bytesOf, lengthOf } from './fake-file.ts';

/** What goes wrong with a request, on the way there or back. */
export type WireFault =
  /** The connection breaks after this many bytes of the body. */
  | { readonly kind: 'cut'; readonly afterBytes: number }
  /** Something happens to the server once it has received this many bytes of the body. */
  | { readonly kind: 'meanwhile'; readonly afterBytes: number; act(): Promise<void> }
  /** The server answers, but nobody hears it. */
  | { readonly kind: 'lose-answer' };

/** Decides what goes wrong with each request; may also do something to the server before the request leaves. */
export type Sabotage = (request: OutgoingRequest) => WireFault | null | Promise<WireFault | null>;

/** A transport over node:http, for driving the real uploader against real servers. */
export function nodeTransport(sabotage: Sabotage = () => null): Transport {
  return {
    send: async (request, { signal, onProgress }) => {
      signal.throwIfAborted();
      const fault = await sabotage(request);
      return exchange(request, fault, signal, onProgress);
    },
  };
}

function exchange(
  request: OutgoingRequest,
  fault: WireFault | null,
  signal: AbortSignal,
  onProgress: (sentBytes: number) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) =>
      reject(signal.aborted ? signal.reason : new TransportError('network', NO_ANSWER, { cause: error }));
    const length = request.body === null && request.method === 'HEAD' ? {} : lengthHeader(request);
    const sent = startRequest(request.url, {
      method: request.method,
      headers: { ...request.headers, ...length },
      agent: false,
      signal,
    });
    sent.on('error', fail);
    sent.on('response', (response) => {
      if (fault?.kind === 'lose-answer') {
        sent.destroy();
        return fail('it was lost');
      }
      readAnswer(response).then((answer) => {
        onProgress(lengthOf(request.body));
        resolve(answer);
      }, fail);
    });
    const body = bytesOf(request.body);
    if (body === null || fault === null || fault.kind === 'lose-answer') sent.end(body ?? undefined);
    else {
      sent.write(body.subarray(0, fault.afterBytes), async () => {
        // The bytes have left. The server, in the same process, needs a few turns to read and write them.
        for (let turns = 0; turns < 20; turns += 1) await nextTurn();
        if (fault.kind === 'cut') {
          sent.destroy();
          return fail('the connection was cut');
        }
        await fault.act();
        sent.end(body.subarray(fault.afterBytes));
      });
    }
  });
}

function lengthHeader(request: OutgoingRequest): Record<string, string> {
  return { 'Content-Length': String(lengthOf(request.body)) };
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  const atMs = Date.now();
  const pieces: Buffer[] = [];
  let truncated = false;
  try {
    for await (const piece of response) pieces.push(piece);
  } catch {
    // The status line and headers have arrived and count; that the rest is missing is reported.
    truncated = true;
  }
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  return {
    status: response.statusCode ?? 0,
    headers,
    text: Buffer.concat(pieces).toString(),
    truncated,
    redirectedTo: null,
    atMs,
  };
}
