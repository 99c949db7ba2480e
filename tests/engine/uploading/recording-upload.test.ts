import { describe, expect, test } from 'vitest';
import { EngineBench, goodServer, slice, UNIT, urlOf } from '../../support/engine-bench.ts';

const MINTED = { endpointName: 'https://mint.example' };

const MINTING = { endpoint: 'https://mint.example/', headers: { Authorization: 'Bearer OLD' } };

describe('a new URL', () => {
  test('while it is recorded: everything is sent again from byte 0, and the old URL is never touched again', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    await engine.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    await engine.append(slice(5));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.lines).toEqual([
      'PUT 1 bytes */*',
      `PUT 1 bytes 0-${UNIT - 1}/*`,
      'PUT 2 bytes */*',
      `PUT 2 bytes 0-${UNIT - 1}/*`,
      `PUT 2 bytes ${UNIT}-${UNIT + 5}/${UNIT + 6}`,
    ]);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('given twice at once: the last one is used, and one upload runs', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await Promise.all([engine.useNewUrl({ uploadUrl: urlOf(2) }), engine.useNewUrl({ uploadUrl: urlOf(3) })]);
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.lines.filter((line) => line.includes('/10'))).toEqual(['PUT 3 bytes 0-9/10']);
    expect([1, 2, 3].map((n) => bench.locks.isHeld(`upload ${urlOf(n)}`))).toEqual([false, false, false]);
  });

  test('is refused, and its lock released, when the server has everything', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.settle();
    await expect(engine.useNewUrl({ uploadUrl: urlOf(2) })).rejects.toThrow('problem.nothingToSend');
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: 10 });
    expect(bench.locks.isHeld(`upload ${urlOf(2)}`)).toBe(false);
  });

  test('given while the recording turns out to be empty: its lock is released, and nothing is sent', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    bench.catalog.writeMs = 5;
    const given = engine.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.clock.advance(1);
    const sealed = engine.seal(0, null);
    await bench.clock.advance(100);
    await Promise.all([given, sealed]);
    expect(bench.snapshot('a').state).toBe('failed');
    expect(bench.locks.isHeld(`upload ${urlOf(2)}`)).toBe(false);
    expect(bench.lines).toEqual(['PUT 1 bytes */*']);
  });

  test('helps a blocked recording', async () => {
    const good = goodServer();
    const bench = new EngineBench((line, request) => (line.includes(' 1 ') ? { status: 403 } : good(line, request)));
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.clock.advance(600_000);
    expect(bench.snapshot('a').state).toBe('blocked');
    await engine.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', problem: null, ackedBytes: 10 });
  });
});

describe('a minted URL', () => {
  function bench(offer: object): EngineBench {
    const bench = new EngineBench((line) =>
      line.startsWith('POST') ? { text: JSON.stringify(offer), status: 200 } : 'pending',
    );
    bench.minting = MINTING;
    return bench;
  }

  test('is used as its endpoint says, also after a restart before the first byte', async () => {
    const upload = bench({ url: 'https://uploads.example/7', protocol: 'content-range' });
    const engine = await upload.recordingTo('a', MINTED);
    await engine.append(slice(10));
    await upload.settle();
    upload.crash();
    await upload.recovered('a');
    expect(upload.lines.at(-1)).toBe('PUT 7 bytes */*');
  });

  test('is used as soon as the browser grants its lock, however long that takes', async () => {
    const upload = bench({ url: urlOf(7) });
    const { take } = upload.locks;
    const grants: (() => void)[] = [];
    const hung = new Promise<void>((resolve) => grants.push(resolve));
    Object.assign(upload.locks, {
      take: async (name: string, wait: boolean) => {
        if (name.startsWith('upload')) await hung;
        return take(name, wait);
      },
    });
    const engine = await upload.recordingTo('a', MINTED);
    await engine.append(slice(10));
    await upload.clock.advance(30_000);
    expect(upload.snapshot('a').link).not.toMatchObject({ kind: 'blocked' });
    for (const grant of grants) grant();
    await upload.settle();
    expect(upload.lines.at(-1)).toBe('PUT 7 bytes */*');
  });
});

test('no snapshot, log line or error contains the URL', async () => {
  const bench = new EngineBench(() => ({ status: 403 }));
  const engine = await bench.recording('a');
  await engine.append(slice(10));
  await engine.seal(0, null);
  const refused = await bench.recording('b').catch((error: unknown) => error);
  const reported = JSON.stringify([...bench.snapshots.values(), ...bench.logs, String(refused)]);
  expect(reported).not.toContain('SECRET');
});
