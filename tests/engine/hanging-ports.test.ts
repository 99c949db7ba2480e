import { describe, expect, test } from 'vitest';
import type { Catalog } from '../../lib/spool/catalog.ts';
import { EngineBench, goodServer, known, SETTINGS, slice } from '../support/engine-bench.ts';

const never = () => new Promise<never>(() => undefined);

/** Lets this part of the catalog hang for good. */
function hang(bench: EngineBench, ...methods: (keyof Pick<Catalog, 'put' | 'get' | 'all'>)[]): void {
  for (const method of methods) Object.assign(bench.catalog, { [method]: never });
}

async function within<T>(bench: EngineBench, work: Promise<T>, limitMs: number): Promise<T> {
  let isSettled = false;
  const settled = () => {
    isSettled = true;
  };
  work.then(settled, settled);
  await bench.clock.runUntil(() => isSettled, limitMs);
  expect(isSettled).toBe(true);
  return work;
}

describe('a catalog that hangs', () => {
  test('holds up neither the start nor Stop: the recording is made, sealed and sent without it, with a warning', async () => {
    const bench = new EngineBench(goodServer());
    hang(bench, 'put', 'get', 'all');
    const engine = bench.engine();
    const recording = known('a').recording;
    await within(bench, engine.create(recording, SETTINGS), 2_000);
    await engine.started('video/webm', bench.clock.now());
    await engine.append(slice(10));
    await bench.clock.advance(11_000);
    expect(bench.snapshot('a').warning).toEqual({ id: 'engine.listNotKept' });
    await within(bench, engine.seal(bench.clock.now(), null), 2_500);
    await bench.clock.advance(5_000);
    expect(bench.snapshot('a').sealedBytes).toBe(10);
    expect(bench.lines.at(-1)).toBe('PUT 1 bytes 0-9/10');
  });

  test('does not hold up Stop where nothing was recorded for a URL that may be taken', async () => {
    const bench = new EngineBench(() => ({ status: 403 }));
    hang(bench, 'all');
    const engine = await bench.recording(
      'a',
      'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=S',
    );
    await within(bench, engine.seal(bench.clock.now(), null), 1_000);
    expect(bench.snapshot('a').state).toBe('failed');
  });

  test('is written again when it is well, with what changed meanwhile', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    bench.catalog.broken = true;
    await engine.pause(bench.clock.now());
    expect(bench.snapshot('a').warning).toEqual({ id: 'engine.listNotKept' });
    bench.catalog.broken = false;
    await bench.clock.advance(6_000);
    await engine.tick();
    expect(bench.catalog.rows.get('a')?.state).toBe('paused');
    expect(bench.snapshot('a').warning).toBeNull();
  });

  test('doesn’t prevent a failover: what the document knows replaces the row', async () => {
    const server = goodServer();
    const bench = new EngineBench(server);
    const first = await bench.recording('a');
    await first.append(slice(9, 1));
    bench.crash();
    bench.server = server;
    const { get } = bench.catalog;
    hang(bench, 'get');
    const engine = bench.engine();
    expect(await within(bench, engine.failOver('a', SETTINGS, known('a')), 4_000)).toBe(9);
    await engine.started('video/webm', bench.clock.now());
    await engine.append(slice(3, 2), { at: 9, bytes: null });
    bench.catalog.get = get;
    await engine.seal(bench.clock.now(), null);
    await bench.clock.advance(2_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', sealedBytes: 12 });
  });
});

test('a failover goes to the target you chose last, even if the catalog doesn’t have it yet', async () => {
  const server = goodServer();
  const bench = new EngineBench(server);
  const first = await bench.recording('a');
  await first.append(slice(9, 1));
  bench.crash();
  bench.server = server;
  const before = known('a');
  const target = { uploadUrl: 'https://storage.googleapis.com/2?upload_id=SECRET2' };
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, { ...before, recording: { ...before.recording, target } });
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
  expect(bench.lines.filter((line) => line.includes('/9'))).toEqual(['PUT 2 bytes 0-8/9']);
});

test('a slice that is on disk already is not written twice, and one that would leave a hole is refused', async () => {
  const bench = new EngineBench(goodServer());
  const engine = await bench.recording('a');
  await engine.append(slice(9, 1), { at: 0, bytes: null });
  await engine.append(slice(9, 1), { at: 0, bytes: null });
  expect(bench.disk('a').media.getSize()).toBe(9);
  await expect(engine.append(slice(4, 3), { at: 12, bytes: null })).rejects.toThrow('engine.partMissing');
  await engine.append(slice(2, 2), { at: 9, bytes: null });
  expect([...bench.disk('a').media.bytes]).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2]);
});

test('Pause and Resume twice are no error', async () => {
  const bench = new EngineBench(goodServer());
  const engine = await bench.recording('a');
  for (const atMs of [1, 2]) await engine.pause(bench.clock.now() + atMs);
  expect(bench.snapshot('a').state).toBe('paused');
  for (const atMs of [3, 4]) await engine.resume(bench.clock.now() + atMs);
  expect(bench.snapshot('a').state).toBe('recording');
});
