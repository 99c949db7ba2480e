import { type Message, messageOf } from '../../recording/message.ts';
import type { Answer } from '../protocols/protocol.ts';
import { ANOTHER_ADDRESS, type OutgoingRequest, type Transport, TransportError } from './transport.ts';

/** Requests to the far end of a wire. `id` numbers them. */
export type WireOrder =
  | {
      readonly kind: 'send';
      readonly id: number;
      readonly request: OutgoingRequest;
      readonly stallTimeoutMs: number;
    }
  | { readonly kind: 'abort'; readonly id: number };

/** Its reports about a request. */
export type WireNews = { readonly id: number } & (
  | { readonly kind: 'taken' }
  | { readonly kind: 'progress'; readonly sentBytes: number }
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly failure: TransportError['kind'] | 'other'; readonly what: Message }
);

/** The browser reports a policy violation a moment after the request failed. */
const VIOLATION_PATIENCE_MS = 250;
/** A violation this long before a failure belongs to an earlier request. */
const VIOLATION_LEAD_MS = 50;

/**
 * Makes the requests that come through `port`, where a policy allows only one origin. A request that the policy blocked
 * was redirected elsewhere. `watchPolicy` calls back for each violation, until its returned function is called.
 */
export function serveWire(
  port: MessagePort,
  transport: Transport,
  watchPolicy: (violated: () => void) => () => void,
): void {
  const underWay = new Map<number, AbortController>();
  const post = (news: WireNews) => port.postMessage(news);

  const make = async ({ id, request, stallTimeoutMs }: Extract<WireOrder, { kind: 'send' }>): Promise<void> => {
    const aborter = new AbortController();
    const { signal } = aborter;
    underWay.set(id, aborter);
    post({ id, kind: 'taken' });
    const violation = Promise.withResolvers<'stopped'>();
    let [hasFailed, violatedAtMs] = [false, Number.NEGATIVE_INFINITY];
    const unwatch = watchPolicy(() => {
      violatedAtMs = performance.now();
      if (hasFailed) violation.resolve('stopped');
    });
    try {
      const onProgress = (sentBytes: number) => post({ id, kind: 'progress', sentBytes });
      post({ id, kind: 'answer', answer: await transport.send(request, { signal, stallTimeoutMs, onProgress }) });
    } catch (error) {
      // Nobody listens any more.
      if (signal.aborted) return;
      hasFailed = true;
      if (performance.now() - violatedAtMs <= VIOLATION_LEAD_MS) violation.resolve('stopped');
      const failure = error instanceof TransportError ? error.kind : 'other';
      const late = new Promise((resolve) => setTimeout(resolve, VIOLATION_PATIENCE_MS));
      if (failure === 'network' && (await Promise.race([violation.promise, late])) === 'stopped') {
        post({ id, kind: 'answer', answer: redirected() });
      } else post({ id, kind: 'failed', failure, what: messageOf(error) });
    } finally {
      unwatch();
      underWay.delete(id);
    }
  };

  port.onmessage = ({ data }: MessageEvent<WireOrder>) => {
    if (data.kind === 'abort') underWay.get(data.id)?.abort();
    else void make(data);
  };
}

/** The browser reveals neither the address nor the status. */
function redirected(): Answer {
  return {
    status: 302,
    headers: {},
    text: '',
    truncated: false,
    redirectedTo: ANOTHER_ADDRESS,
    atMs: Date.now(),
  };
}
