import type { Clock } from '../../base/clock.ts';
import type { Transport } from '../../upload/wire/transport.ts';

/** An aborted request ends at once. */
const PATIENCE_MS = 1_000;

/**
 * The same transport, but an aborted request counts as over within a second, even if it never says so: whatever
 * replaces or ends an upload must not wait for it. Its later result is ignored.
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
