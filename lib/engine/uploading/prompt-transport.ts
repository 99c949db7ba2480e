import type { Clock } from '../../base/clock.ts';
import type { Transport } from '../../upload/wire/transport.ts';

/** A request that is cut off ends at once. */
const PATIENCE_MS = 1_000;

/**
 * The same transport, of which a request that was cut off is over within a second, whether it says so or not: what replaces
 * or ends an upload must not wait for it. What it comes to later is not heard.
 */
export function promptTransport(transport: Transport, clock: Pick<Clock, 'wait'>): Transport {
  return {
    send(request, options) {
      const { signal, onProgress } = options;
      const over = new AbortController();
      return new Promise((resolve, reject) => {
        const onAbort = () => {
          void clock.wait(PATIENCE_MS, over.signal).then(() => reject(signal.reason));
        };
        signal.addEventListener('abort', onAbort, { once: true, signal: over.signal });
        const heard = { ...options, onProgress: (bytes: number) => signal.aborted || onProgress(bytes) };
        transport
          .send(request, heard)
          .finally(() => over.abort())
          .then(resolve, reject);
      });
    },
  };
}
