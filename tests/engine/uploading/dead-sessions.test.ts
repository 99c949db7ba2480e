import { expect, test } from 'vitest';
import { DeadSessions } from '../../../lib/engine/uploading/dead-sessions.ts';
import { EngineBench, slice, UNIT, urlOf } from '../../support/engine-bench.ts';

test('a new session is worth it while each gets further, and else twice in a row', () => {
  const dead = new DeadSessions();
  expect([10, 20, 30, 30, 30].map((bytes) => dead.count(bytes))).toEqual([true, true, true, true, false]);
  dead.forget();
  expect([0, 0, 0].map((bytes) => dead.count(bytes))).toEqual([true, true, false]);
});

test('URLs whose sessions always die at the same place are not minted without end', async () => {
  let minted = 0;
  let taken = 0;
  const bench = new EngineBench((line) => {
    if (line.startsWith('POST')) {
      minted += 1;
      return { status: 200, text: urlOf(minted) };
    }
    // The first chunk is taken; then the session is over.
    if (line.includes(' bytes 0-')) {
      taken = minted;
      return { status: 308, headers: { range: `bytes=0-${UNIT - 1}` } };
    }
    return { status: taken === minted ? 403 : 308 };
  });
  bench.minting = { endpoint: 'https://mint.example/', headers: {} };
  const engine = await bench.recordingTo('a', { endpointName: 'https://mint.example' });
  await engine.append(slice(2 * UNIT + 10));
  await bench.clock.advance(3 * 60 * 60_000);
  expect(minted).toBe(3);
  expect(bench.snapshot('a').link.kind).toBe('blocked');
});
