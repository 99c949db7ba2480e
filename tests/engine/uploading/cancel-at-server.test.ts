import { describe, expect, test } from 'vitest';
import { EngineBench, goodServer, type Server, slice, urlOf } from '../../support/engine-bench.ts';

const MINTED = { endpointName: 'https://mint.example' };

const MINTING = { endpoint: 'https://mint.example/', headers: { Authorization: 'Bearer OLD' } };

describe('cancelling the upload', () => {
  test('reports it to the server, keeps the bytes, and is not resumed again after a restart', async () => {
    const bench = new EngineBench((line) => ({ status: line.startsWith('DELETE') ? 499 : 308 }));
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.cancelUpload();
    expect(bench.lines.at(-1)).toBe('DELETE 1');
    await engine.seal(0, null);
    expect(bench.snapshot('a').state).toBe('blocked');
    const before = bench.lines.length;
    bench.crash();
    await bench.recovered('a');
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', spooledBytes: 10 });
    expect(bench.lines).toHaveLength(before);
  });

  test.each<[string, ReturnType<Server>]>([
    ['holds bytes of somebody else', { status: 308, headers: { range: 'bytes=0-999' } }],
    ['somebody else has finished', { status: 200 }],
    ['has never answered', 'broken'],
  ])('asks for no DELETE of a session that %s', async (_title, reply) => {
    const bench = new EngineBench(() => reply);
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.cancelUpload();
    expect(bench.lines).toEqual(['PUT 1 bytes */*']);
    expect(bench.snapshot('a').link.kind).toBe('blocked');
  });

  test('a recording that fails in the middle of a request lets others pass', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    expect(bench.locks.isHeld('upload priority, exclusive')).toBe(true);
    await engine.fail({ id: 'capture.cameraInUse' });
    expect(bench.snapshot('a').state).toBe('failed');
    expect(bench.locks.isHeld('upload priority, exclusive')).toBe(false);
  });

  test('lets others pass: what is cut off in the middle of a request holds nothing', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    expect(bench.locks.isHeld('upload priority, exclusive')).toBe(true);
    const cancelled = engine.cancelUpload();
    // The server may take its time to hear of it.
    await bench.clock.advance(60_000);
    await cancelled;
    expect(bench.locks.isHeld('upload priority, exclusive')).toBe(false);
    expect(bench.locks.isHeld(`upload ${urlOf(1)}`)).toBe(false);
  });

  test('blocks a recording that is stopped while the server hears of it', async () => {
    const bench = new EngineBench((line) => (line.startsWith('DELETE') ? 'pending' : { status: 308 }));
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    void engine.cancelUpload();
    await bench.settle();
    await engine.seal(0, null);
    expect(bench.snapshot('a').state).toBe('blocked');
  });

  test('does not hold up the next URL when the server does not hear of it', async () => {
    const good = goodServer();
    const bench = new EngineBench((...request) => (request[0].startsWith('DELETE') ? 'pending' : good(...request)));
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    bench.server = (...request) => (/DELETE|^PUT 1 /.test(request[0]) ? 'pending' : good(...request));
    void engine.cancelUpload();
    await bench.settle();
    await engine.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('counts also where no URL was minted yet: no restart asks for one', async () => {
    const bench = new EngineBench(() => ({ status: 503 }));
    bench.minting = MINTING;
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    await engine.cancelUpload();
    bench.crash();
    const before = bench.lines.length;
    bench.server = goodServer();
    const restarted = await bench.recovered('a');
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', spooledBytes: 10 });
    expect(bench.lines).toHaveLength(before);
    await restarted.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('does nothing to what is complete', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.settle();
    await engine.cancelUpload();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', link: { kind: 'idle' } });
    expect(bench.lines.some((line) => line.startsWith('DELETE'))).toBe(false);
  });
});
