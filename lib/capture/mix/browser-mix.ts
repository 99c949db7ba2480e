import type { MixPorts } from './mix-host.ts';
import { type MixNews, sharedNowMs } from './mix-messages.ts';
import { Mixing } from './mixing.ts';
import { soundOf } from './track-sound.ts';

/** The browser's workers, tracks and clock. */
export const browserMix: MixPorts = {
  openWorker(order, heard, died) {
    const worker = new Worker(new URL('./mix-worker.ts', import.meta.url), { type: 'module', name: 'reelay-mix' });
    worker.addEventListener('message', ({ data }: MessageEvent<MixNews>) => heard(data));
    worker.addEventListener('error', ({ message }) => died(message));
    worker.postMessage(order);
    return {
      post: (next, transfer) => worker.postMessage(next, transfer),
      end: () => worker.terminate(),
    };
  },
  openHere(order, heard) {
    const mixing = new Mixing(order, {
      tell: heard,
      nowMs: sharedNowMs,
      documentTimeUs: (timestampUs) => timestampUs,
      every,
    });
    return { post: (next) => mixing.order(next), end: () => mixing.close() };
  },
  soundOf,
  nowMs: sharedNowMs,
  originMs: performance.timeOrigin,
  every,
};

function every(delayMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, delayMs);
  return () => clearInterval(timer);
}
