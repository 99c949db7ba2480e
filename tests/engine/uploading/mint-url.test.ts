import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../lib/upload/protocols/protocol.ts';
import { EngineBench, goodServer, slice, UNIT, urlOf } from '../../support/engine-bench.ts';

const TARGET = { endpointName: 'https://mint.example' };
const REFUSALS: readonly [string, Partial<Answer>][] = [
  ['a sign-in page', { status: 200, headers: { 'content-type': 'text/html' }, text: '<!DOCTYPE html><title>Sign in' }],
  ['a redirect', { status: 200, redirectedTo: 'https://login.example/sign-in' }],
  ['JSON without a URL', { status: 200, text: '{"ok":true}' }],
  ['403', { status: 403 }],
  ['404', { status: 404 }],
  ['400', { status: 400 }],
];

/** A recording whose URL is minted by an endpoint that answers as `refusal` says; null: with a URL. */
async function minting(first: Partial<Answer>) {
  const good = goodServer();
  const bench = new EngineBench();
  const wishes: { refusal: Partial<Answer> | null; asked: number } = { refusal: first, asked: 0 };
  bench.server = (line, request) => {
    if (!request.url.startsWith('https://mint.example/')) return good(line, request);
    wishes.asked += 1;
    return wishes.refusal ?? { status: 201, text: JSON.stringify({ url: urlOf(1) }) };
  };
  bench.minting = { endpoint: 'https://mint.example/', headers: {} };
  const engine = await bench.recordingTo('a', TARGET);
  await engine.append(slice(UNIT + 9));
  await bench.settle();
  return { bench, engine, wishes };
}

describe('a minting endpoint that refuses', () => {
  test.each(REFUSALS)('is asked again when %s passes within a minute', async (_what, refusal) => {
    const { bench, engine, wishes } = await minting(refusal);
    await bench.clock.advance(45_000);
    expect(bench.snapshot('a').link.kind).toMatch(/retrying|stalled/);
    wishes.refusal = null;
    await bench.clock.advance(120_000);
    await engine.seal(0, null);
    await bench.clock.advance(1_000);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test.each(REFUSALS)('is believed when %s lasts for minutes, and tried again when you ask', async (_what, refusal) => {
    const { bench, engine, wishes } = await minting(refusal);
    await bench.clock.advance(180_000);
    const { link, canTryAgain } = bench.snapshot('a');
    expect(link).toMatchObject({ kind: 'blocked', reason: { id: expect.stringMatching(/^mint\./) } });
    expect(canTryAgain).toBe(true);
    const asked = wishes.asked;
    expect(asked).toBeLessThan(10);
    await bench.clock.advance(600_000);
    expect(wishes.asked).toBe(asked);
    wishes.refusal = null;
    await engine.retryNow();
    await engine.seal(0, null);
    await bench.clock.advance(1_000);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('is believed the second time that it hands out a URL that can’t be used', async () => {
    const { bench, wishes } = await minting({ status: 201, text: 'http://localhost/a' });
    await bench.clock.advance(180_000);
    expect(wishes.asked).toBe(2);
    expect(bench.snapshot('a').link).toMatchObject({ kind: 'blocked', reason: { id: 'mint.toThisComputer' } });
  });

  test('is not believed because it refused before and after an outage', async () => {
    const { bench, wishes } = await minting({ status: 403 });
    await bench.clock.advance(5_000);
    wishes.refusal = { status: 503 };
    await bench.clock.advance(300_000);
    wishes.refusal = { status: 403 };
    await bench.clock.advance(61_000);
    expect(bench.snapshot('a').link.kind).toBe('stalled');
  });
});

const CREATE = 'https://tus.example/files/';

test.each([
  ['a minting endpoint', TARGET],
  ['a tus endpoint', { uploadUrl: CREATE }],
])(
  '%s that takes two minutes to create an upload is waited for, and not asked for one after another',
  async (_what, to) => {
    const tus = { 'tus-resumable': '1.0.0' };
    const good = goodServer();
    const bench = new EngineBench((line, request) => {
      const { url } = request;
      if (url.startsWith('https://mint.example/')) return { status: 201, text: urlOf(1), afterMs: 120_000 };
      if (!url.startsWith(CREATE)) return good(line, request);
      if (line.startsWith('POST'))
        return { status: 201, headers: { ...tus, location: `${CREATE}1` }, afterMs: 120_000 };
      if (line.startsWith('PATCH')) return { status: 204, headers: { ...tus, 'upload-offset': '10' } };
      return { status: line.startsWith('HEAD') ? 405 : 204, headers: tus };
    });
    bench.minting = { endpoint: 'https://mint.example/', headers: {} };
    const engine = await bench.recordingTo('a', to);
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.clock.advance(20 * 60_000);
    expect(bench.snapshot('a').state).toBe('complete');
    expect(bench.lines.filter((line) => line.startsWith('POST'))).toHaveLength(3);
  },
);
