import { describe, expect, test } from 'vitest';
import { blankRow } from '../../../lib/spool/row.ts';
import { urlDigest } from '../../../lib/spool/used-url.ts';
import { EngineBench, slice } from '../../support/engine-bench.ts';
import { fileOf } from '../../support/fake-file.ts';

const SIGNED = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';

describe('a signed URL', () => {
  test('that has another recording isn’t used again, because it would be replaced unseen', async () => {
    const bench = new EngineBench((line) => ({ status: line.startsWith('PUT') ? 200 : 403 }));
    bench.sealedFile = () => fileOf(9);
    for (const id of ['a', 'b']) {
      const engine = await bench.recording(id, `${SIGNED}${id}`);
      await engine.append(slice(9));
      await engine.seal(0, null);
      await bench.settle();
    }
    expect(JSON.stringify(bench.catalog.rows.get('a'))).not.toContain('SECRET');
    expect(bench.snapshot('a').state).toBe('complete');
    expect(bench.snapshot('b')).toMatchObject({ state: 'blocked', problem: { id: 'problem.inUseOrUsed' } });
    expect(bench.lines).toEqual(['PUT k', 'HEAD k']);
  });

  test.each([
    ['replaces an earlier recording’s file if that is wanted, in a later browser, too', -1, 'complete'],
    ['doesn’t replace a later one’s file, even if it was to replace another', 1, 'blocked'],
  ] as const)('%s', async (_what, laterMs, state) => {
    const bench = new EngineBench((line) => ({ status: line.startsWith('PUT') ? 503 : 403 }));
    bench.sealedFile = () => fileOf(9);
    const startedAtMs = bench.clock.now() + laterMs;
    const earlier = { ...blankRow('a', startedAtMs), state: 'complete' as const, usedUrl: urlDigest(SIGNED) };
    if (laterMs < 0) bench.catalog.rows.set('a', earlier);
    const engine = await bench.recordingTo('b', { uploadUrl: `${SIGNED}b`, replaces: true });
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('b').state).toBe('finishing');
    bench.crash();
    bench.catalog.rows.set('a', earlier);
    bench.server = (line) => ({ status: line.startsWith('PUT') ? 200 : 403 });
    await bench.recovered('b');
    await bench.clock.advance(1_000);
    expect(bench.snapshot('b').state).toBe(state);
  });

  test('that a refused recording still has to be sent to takes no other one', async () => {
    const bench = new EngineBench(() => ({ status: 403 }));
    bench.sealedFile = () => fileOf(9);
    for (const id of ['a', 'b']) {
      const engine = await bench.recording(id, SIGNED);
      await engine.append(slice(9));
      await engine.seal(0, null);
      await bench.clock.advance(120_000);
    }
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', canTryAgain: true });
    expect(bench.snapshot('b')).toMatchObject({ state: 'blocked', problem: { id: 'problem.inUseOrUsed' } });
  });

  test('that has another recording by now, where this one was refused, is not tried again', async () => {
    const bench = new EngineBench(() => ({ status: 403 }));
    bench.sealedFile = () => fileOf(9);
    const engine = await bench.recording('a', SIGNED);
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', canTryAgain: true });
    bench.catalog.rows.set('b', { ...blankRow('b', 0), state: 'complete', usedUrl: urlDigest(SIGNED) });
    const sent = bench.lines.length;
    await engine.retryNow();
    await bench.clock.advance(120_000);
    expect(bench.lines.slice(sent)).toEqual([]);
    expect(bench.snapshot('a')).toMatchObject({
      state: 'blocked',
      problem: { id: 'problem.inUseOrUsed' },
      canTryAgain: false,
    });
  });
});
