import { expect, test } from 'vitest';
import { EngineBench, goodServer, slice, urlOf } from '../support/engine-bench.ts';

test('a recording without a byte is discarded with its row, its files and its upload', async () => {
  const bench = new EngineBench();
  const engine = await bench.recording('a');
  expect(await engine.discard()).toBe(true);
  await engine.tick();
  await bench.clock.advance(60_000);
  await engine.tick();
  expect([...bench.catalog.rows.keys()]).toEqual([]);
  expect([...bench.disks.keys()]).toEqual([]);
  await expect(bench.recording('b', urlOf(1))).resolves.toBeDefined();
});

test('a row that is still being written does not come back', async () => {
  const bench = new EngineBench();
  const engine = await bench.recording('a');
  bench.catalog.writeMs = 300;
  void engine.pause(0);
  void engine.resume(0);
  const discarded = engine.discard();
  await bench.clock.advance(10_000);
  expect(await discarded).toBe(true);
  expect([...bench.catalog.rows.keys()]).toEqual([]);
});

test('a recording with a byte is not discarded', async () => {
  const bench = new EngineBench(goodServer());
  const engine = await bench.recording('a');
  await engine.append(slice(1));
  expect(await engine.discard()).toBe(false);
  await engine.append(slice(9));
  await engine.seal(1_000, null);
  expect(bench.catalog.rows.get('a')).toMatchObject({ state: 'finishing', sealedBytes: 10 });
});

test('a row that the catalog does not remove stays, and says that nothing was recorded', async () => {
  const bench = new EngineBench();
  const engine = await bench.recording('a');
  bench.catalog.delete = () => Promise.reject(new Error('The catalog is broken.'));
  await expect(engine.discard()).rejects.toThrow('The catalog is broken.');
  bench.crash();
  await bench.recovered('a');
  expect(bench.catalog.rows.get('a')).toMatchObject({ state: 'failed', problem: { id: 'engine.endedBeforeAnything' } });
});
