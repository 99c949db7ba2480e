import { every } from '../../base/clock.ts';
import { SpareWorker } from '../spare-worker.ts';
import type { MixPorts } from './mix-host.ts';
import { type MixNews, sharedNowMs } from './mix-messages.ts';
import { Mixing } from './mixing.ts';
import { soundOf } from './track-sound.ts';

const spare = new SpareWorker(
  () => new Worker(new URL('./mix-worker.ts', import.meta.url), { type: 'module', name: 'reelay-mix' }),
);

/** Sound may have to be mixed soon. */
export function prepareMixing(): void {
  spare.prepare();
}

/** The browser's workers, tracks and clock. */
export const browserMix: MixPorts = {
  openWorker(order, heard, died) {
    const worker = spare.take();
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
