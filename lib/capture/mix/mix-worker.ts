import { every } from '../../base/clock.ts';
import { keepTidy } from '../../base/remind-of-garbage.ts';
import { documentTimeUs } from './capture-times.ts';
import { type MixNews, type MixOrder, sharedNowMs } from './mix-messages.ts';
import { Mixing } from './mixing.ts';

// The composition root of a worker that mixes.
let mixing: Mixing | null = null;

addEventListener('message', ({ data }: MessageEvent<MixOrder>) => {
  if (data.kind === 'open') {
    const youngerUs = (performance.timeOrigin - data.documentOriginMs) * 1_000;
    mixing = new Mixing(data, {
      tell,
      nowMs: sharedNowMs,
      documentTimeUs: (timestampUs) => documentTimeUs(timestampUs, performance.now() * 1_000, youngerUs),
      every,
    });
  }
  mixing?.order(data);
});

keepTidy();

function tell(news: MixNews): void {
  const transfer = news.kind === 'block' ? [news.block.left.buffer, news.block.right.buffer] : [];
  // TypeScript checks this file with a page's types, where postMessage has another signature.
  (self as unknown as Worker).postMessage(news, transfer);
}
