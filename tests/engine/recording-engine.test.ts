import { describe, expect, test } from 'vitest';
import { idsIn } from '../../lib/recording/message.ts';
import { EngineBench, goodServer, SETTINGS, slice, UNIT, urlOf } from '../support/engine-bench.ts';
import { sliceOf } from '../support/fake-slice.ts';

const MD5_OF_TEN_ONES = 'SExWJJEOYoj61p5XKgY39w==';

describe('what an engine left that died early', () => {
  test('is uploaded also when it had not written down what the recorder makes', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(sliceOf(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 1, 2, 3, 4, 5, 6, 7, 8, 9])));
    const row = bench.catalog.rows.get('a');
    expect(row).toBeDefined();
    if (row !== undefined) bench.catalog.rows.set('a', { ...row, state: 'preparing', mimeType: null });
    bench.crash();
    bench.server = goodServer();
    await bench.recovered('a');
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', mimeType: 'video/webm' });
  });

  test('hears once more that the recorder runs, and a second time changes nothing', async () => {
    const bench = new EngineBench(goodServer());
    const first = await bench.recording('a');
    await first.pause(bench.clock.now());
    await first.started('video/webm', bench.clock.now());
    expect(bench.snapshot('a').state).toBe('paused');
  });

  test('is not opened again when it is finished', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.settle();
    bench.crash();
    bench.disks.clear();
    // The engine that died had not come to say so.
    bench.snapshots.clear();
    await expect(bench.engine().recover('a', SETTINGS)).rejects.toThrow('engine.finished');
    expect([...bench.disks.keys()]).toEqual([]);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('gets no slice behind its seal', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(9));
    await engine.seal(0, null);
    await expect(engine.append(slice(9))).rejects.toThrow('recorder.notLive');
    expect(bench.disk('a').media.bytes).toHaveLength(9);
  });
});

describe('stopping', () => {
  test('never waits for the network', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    expect(bench.snapshot('a')).toMatchObject({ state: 'finishing', sealedBytes: 10 });
    expect(bench.catalog.rows.get('a')).toMatchObject({ sealedBytes: 10 });
  });

  test('waits for the slices that are still being written', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    void engine.append(slice(10));
    await engine.seal(0, null);
    expect(bench.snapshot('a').sealedBytes).toBe(10);
  });

  test('without a byte it has failed, and leaves no files', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    await engine.seal(0, null);
    expect(bench.snapshot('a')).toMatchObject({ state: 'failed', problem: { id: 'engine.nothingRecorded' } });
    expect(bench.disks.size).toBe(0);
  });

  test('without a byte, that is said before the reason why it ended', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    await engine.seal(0, { id: 'capture.tabClosed' });
    const messages = [{ id: 'engine.nothingRecorded' }, { id: 'capture.tabClosed' }];
    expect(bench.snapshot('a')).toMatchObject({ state: 'failed', problem: { id: 'several', messages } });
  });

  test('a failure after a first slice is the end of a recording, not of its bytes', async () => {
    const bench = new EngineBench();
    const engine = await bench.recording('a');
    void engine.append(slice(10));
    await engine.fail({ id: 'capture.tabClosed' });
    expect(bench.snapshot('a')).toMatchObject({
      state: 'finishing',
      sealedBytes: 10,
      problem: { id: 'capture.tabClosed' },
    });
  });

  test('an upload that ended with a problem long before blocks now, not earlier', async () => {
    const bench = new EngineBench(() => ({ status: 410 }));
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await bench.clock.advance(10_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'recording', link: { kind: 'blocked' } });
    await engine.append(slice(10));
    await engine.seal(0, null);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', sealedBytes: 20 });
  });
});

describe('resuming', () => {
  test('what was being recorded is sealed at what is on disk, and sent', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    bench.disk('a').media.write(new Uint8Array(7), { at: 10 });
    bench.crash();
    bench.server = goodServer();
    await bench.recovered('a');
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', sealedBytes: 10, ackedBytes: 10 });
    expect(bench.lines.at(-1)).toBe('PUT 1 bytes 0-9/10');
  });

  test('nothing recorded is failed, and leaves no files', async () => {
    const bench = new EngineBench(() => 'pending');
    await bench.recording('a');
    bench.crash();
    await bench.recovered('a');
    expect(bench.snapshot('a').state).toBe('failed');
    expect(bench.disks.size).toBe(0);
  });

  test('a sealed recording with missing bytes reports it and sends nothing', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.append(slice(10));
    await engine.seal(0, null);
    bench.crash();
    bench.disk('a').media.truncate(12);
    await bench.recovered('a');
    expect(bench.snapshot('a')).toMatchObject({
      state: 'blocked',
      problem: { id: 'engine.onlyPartLeft', totalBytes: 20, storedBytes: 10 },
    });
    expect(bench.lines).toEqual(['PUT 1 bytes */*']);
  });

  test('what a disk error had blocked is tried once more', async () => {
    const good = goodServer();
    let isBroken = true;
    const bench = new EngineBench((...request) =>
      isBroken && !request[0].endsWith('*/*') ? 'broken' : good(...request),
    );
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT));
    const { media } = bench.disk('a');
    const kept = media.bytes;
    media.truncate(3);
    await engine.seal(0, null);
    await bench.settle();
    isBroken = false;
    await bench.clock.advance(10_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', problem: { id: 'upload.stopped' } });
    media.write(kept, { at: 0 });
    bench.crash();
    bench.server = goodServer();
    await bench.recovered('a');
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', problem: null });
  });

  test('what the server has whole, and could not be compared with it, becomes complete when it can', async () => {
    const bench = new EngineBench((line) => ({
      status: line.includes('/10') ? 200 : 308,
      headers: line.includes('/10') ? { 'x-goog-hash': `md5=${MD5_OF_TEN_ONES}` } : {},
    }));
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    const { media } = bench.disk('a');
    const kept = media.bytes;
    media.read = () => 0;
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('blocked');
    bench.crash();
    bench.disks.delete('a');
    bench.disk('a').media.write(kept, { at: 0 });
    await bench.recovered('a');
    await expect.poll(() => bench.snapshot('a')).toMatchObject({ state: 'complete', problem: null });
  });

  test('bytes at the URL before our first one aren’t ours', async () => {
    const bench = new EngineBench((line) => (line.endsWith('*/*') ? { status: 308 } : 'pending'));
    const engine = await bench.recording('a');
    await engine.append(slice(100));
    bench.crash();
    bench.server = () => ({ status: 308, headers: { range: 'bytes=0-49' } });
    await bench.recovered('a');
    await bench.clock.advance(5 * 60_000);
    expect(bench.snapshot('a').state).toBe('blocked');
    expect(idsIn(bench.snapshot('a').problem)).toEqual(['several', 'engine.interruptedProblem', 'problem.used']);
  });

  test('waits for a URL that another recording has, and leaves it alone when a new one is given meanwhile', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recording('a', urlOf(1));
    await engine.append(slice(10));
    bench.crash();
    bench.server = goodServer();
    const other = await bench.recording('b', urlOf(1));
    const waiting = bench.engine();
    const recovered = waiting.recover('a', SETTINGS);
    await bench.settle();
    await waiting.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    await other.append(slice(5));
    await other.seal(0, null);
    await bench.settle();
    await recovered;
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete' });
    expect(bench.snapshot('b')).toMatchObject({ state: 'complete' });
    // Once when it was recorded, and once by the other.
    expect(bench.lines.filter((line) => line === 'PUT 1 bytes */*')).toHaveLength(2);
    expect(bench.lines.filter((line) => line.includes('/10'))).toEqual(['PUT 2 bytes 0-9/10']);
    expect(bench.locks.isHeld(`upload ${urlOf(1)}`)).toBe(false);
  });

  test('a catalog that cannot be written is reported, and the recording continues', async () => {
    const bench = new EngineBench(goodServer());
    bench.catalog.broken = true;
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
    expect(bench.logs.some(({ message }) => message.id === 'engine.listNotWritten')).toBe(true);
  });
});

test('two recordings one after the other each begin at byte 0', async () => {
  const bench = new EngineBench(goodServer());
  for (const [id, n] of [
    ['a', 1],
    ['b', 2],
  ] as const) {
    const engine = await bench.recording(id, urlOf(n));
    await engine.append(slice(UNIT + 9));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.lines).toContain(`PUT ${n} bytes 0-${UNIT - 1}/*`);
    expect(bench.snapshot(id).state).toBe('complete');
  }
});
