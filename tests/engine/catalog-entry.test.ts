import { describe, expect, test } from 'vitest';
import { EngineBench, goodServer, SETTINGS, slice, UNIT, urlOf } from '../support/engine-bench.ts';

describe('an upload URL that ends', () => {
  const endingAt = (atMs: number) => `${urlOf(1)}&Expires=${atMs / 1_000}`;

  test('is reported in time, once in the log, and no longer when there is a new one', async () => {
    const bench = new EngineBench(goodServer());
    const endsAtMs = bench.clock.now() + 10 * 60_000;
    const engine = await bench.recording('a', endingAt(endsAtMs));
    await engine.tick();
    expect(bench.snapshot('a').warning).toBeNull();
    for (const _minute of [1, 2, 3, 4, 5, 6]) {
      await bench.clock.advance(60_000);
      await engine.tick();
    }
    expect(bench.snapshot('a').warning).toEqual({ id: 'upload.urlExpiresIn', leftMs: 4 * 60_000 });
    expect(bench.logs.filter(({ message }) => message.id === 'upload.urlExpiresIn')).toHaveLength(1);
    await engine.useNewUrl({ uploadUrl: urlOf(2) });
    await engine.tick();
    expect(bench.snapshot('a').warning).toBeNull();
  });

  test('doesn’t matter once everything is uploaded', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a', endingAt(bench.clock.now() + 60_000));
    await engine.append(slice(9));
    await engine.tick();
    expect(bench.snapshot('a').warning).not.toBeNull();
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', warning: null });
  });
});

describe('the catalog', () => {
  test('records all chunks together, once a second: the server knows how far it is', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    const puts = bench.catalog.puts;
    await engine.append(slice(20 * UNIT));
    await bench.settle();
    expect(bench.snapshot('a').ackedBytes).toBe(21 * UNIT);
    expect(bench.catalog.puts).toBe(puts);
    await engine.tick();
    expect(bench.catalog.puts).toBe(puts + 1);
    expect(bench.catalog.rows.get('a')).toMatchObject({ ackedBytes: 21 * UNIT });
  });

  test('that finds the disk full gets what is held there, and is written at once, also after Stop', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    await engine.seal(0, null);
    bench.catalog.broken = true;
    let given = 0;
    bench.makeRoom = () => {
      given += 1;
      bench.catalog.broken = false;
      return given === 1;
    };
    await engine.cancelUpload();
    expect(bench.catalog.rows.get('a')).toMatchObject({ target: { unknown: true } });
    expect([given, bench.snapshot('a').warning]).toEqual([1, null]);
  });

  test('that fails for another reason is not tried twice at once', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    bench.catalog.broken = true;
    const puts = bench.catalog.puts;
    await engine.setMarkers([1]);
    expect(bench.catalog.puts).toBe(puts + 1);
    expect(bench.snapshot('a').warning).toEqual({ id: 'engine.listNotKept' });
  });

  test('that does not answer holds up no slice', async () => {
    const bench = new EngineBench(goodServer());
    const engine = bench.engine();
    const startedAtMs = bench.clock.now();
    const target = { uploadUrl: urlOf(1) };
    await engine.create({ id: 'a', source: 'tab', title: null, startedAtMs, target }, SETTINGS);
    bench.catalog.put = () => new Promise(() => undefined);
    await engine.started('video/webm', startedAtMs);
    await engine.append(slice(9));
    expect(bench.disk('a').media.bytes).toHaveLength(9);
  });
});
