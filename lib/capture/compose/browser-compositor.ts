import { every } from '../../base/clock.ts';
import { SpareWorker } from '../spare-worker.ts';
import { framesOf, openOutput } from './browser-frames.ts';
import type { ComposeNews } from './compose-messages.ts';
import type { ComposeWorker, CompositorPorts } from './compositor.ts';

/** The browser's workers, tracks and clock. */
export const browserCompositor: CompositorPorts = {
  openWorker,
  framesOf,
  openOutput,
  nowMs: () => performance.now(),
  every,
};

const spare = new SpareWorker(
  () => new Worker(new URL('./compose-worker.ts', import.meta.url), { type: 'module', name: 'reelay-compose' }),
);

/** A picture may have to be composed soon. */
export function prepareComposing(): void {
  spare.prepare();
}

function openWorker(heard: (news: ComposeNews) => void, died: (reason: string) => void): ComposeWorker {
  const worker = spare.take();
  worker.addEventListener('message', ({ data }: MessageEvent<ComposeNews>) => heard(data));
  worker.addEventListener('error', ({ message }) => died(message));
  return {
    post: (order, transfer) => worker.postMessage(order, transfer),
    end: () => worker.terminate(),
  };
}
