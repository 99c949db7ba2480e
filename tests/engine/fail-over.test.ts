import { expect, test } from 'vitest';
import { elapsedMs } from '../../lib/recording/elapsed.ts';
import { EngineBench, goodServer, known, SETTINGS, type Server, slice, UNIT, urlOf } from '../support/engine-bench.ts';

/** A live recording of which the server has one chunk, and whose engine has just died. */
async function diedWhileLive() {
  const server = goodServer();
  const bench = new EngineBench(server);
  const engine = await bench.recording('a');
  await engine.append(slice(UNIT, 1));
  await engine.append(slice(9, 2));
  await bench.settle();
  expect(bench.snapshot('a').ackedBytes).toBe(UNIT);
  bench.crash();
  bench.server = server;
  return bench;
}

test('an engine that fails over reports what was kept, continues the recording, and asks the server before it sends', async () => {
  const bench = await diedWhileLive();
  const sentBefore = bench.lines.length;
  await bench.clock.advance(2_000);
  const engine = bench.engine();
  expect(await engine.failOver('a', SETTINGS, known('a'))).toBe(UNIT + 9);
  expect(bench.snapshot('a')).toMatchObject({ state: 'recording', sealedBytes: null, spooledBytes: UNIT + 9 });
  // The recorder never stopped.
  expect(elapsedMs(bench.snapshot('a').elapsed, bench.clock.now())).toBeGreaterThanOrEqual(2_000);
  await engine.append(slice(7, 3));
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a')).toMatchObject({ state: 'complete', sealedBytes: UNIT + 16, problem: null });
  expect(bench.lines.slice(sentBefore)).toEqual(['PUT 1 bytes */*', `PUT 1 bytes ${UNIT}-${UNIT + 15}/${UNIT + 16}`]);
});

test('a pause stays a pause', async () => {
  const bench = new EngineBench(goodServer());
  const first = await bench.recording('a');
  await first.append(slice(9));
  await first.pause(bench.clock.now());
  bench.crash();
  await bench.engine().failOver('a', SETTINGS, known('a'));
  expect(bench.snapshot('a')).toMatchObject({ state: 'paused', elapsed: { runningSinceMs: null } });
});

test('markers are kept over the end of the browser, and of an engine', async () => {
  const bench = new EngineBench(goodServer());
  const first = await bench.recording('a');
  await first.append(slice(9));
  await first.setMarkers([1_500, 2_000]);
  bench.crash();
  const second = bench.engine();
  await second.failOver('a', SETTINGS, known('a'));
  expect(bench.snapshot('a').markersMs).toEqual([1_500, 2_000]);
  bench.crash();
  await bench.engine().recover('a', SETTINGS);
  expect(bench.snapshot('a')).toMatchObject({ state: 'finishing', markersMs: [1_500, 2_000] });
});

test('an upload that was cancelled stays so, though the dead engine saved nothing of it', async () => {
  const bench = await diedWhileLive();
  const sentBefore = bench.lines.length;
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', true, { unknown: true }));
  await engine.append(slice(7, 3));
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', problem: { id: 'problem.cancelledHere' } });
  expect(bench.lines.slice(sentBefore)).toEqual([]);
});

test('after a cancelled upload the recording goes to the URL that was given then, though the dead engine saved only the first', async () => {
  const server = goodServer();
  const bench = new EngineBench(server);
  const first = await bench.recording('a');
  await first.append(slice(9, 1));
  await first.cancelUpload();
  bench.crash();
  bench.server = server;
  const target = { uploadUrl: urlOf(2) };
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', false, target));
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
  expect(bench.lines.filter((line) => line.includes('/9'))).toEqual(['PUT 2 bytes 0-8/9']);
});

test('bytes at a URL that was ordered just before the engine died are someone else’s', async () => {
  const bench = await diedWhileLive();
  bench.server = () => ({ status: 308, headers: { range: 'bytes=0-49' } });
  const sentBefore = bench.lines.length;
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', false, { uploadUrl: urlOf(2) }));
  await engine.seal(bench.clock.now(), null);
  await bench.clock.advance(5 * 60_000);
  expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', problem: { id: 'problem.used' } });
  expect(new Set(bench.lines.slice(sentBefore))).toEqual(new Set(['PUT 2 bytes */*']));
});

test('bytes at a URL are someone else’s if none of this recording is known to be there, though its row names that URL already', async () => {
  const bench = await diedWhileLive();
  const recovered = bench.engine();
  bench.server = () => 'pending';
  await recovered.failOver('a', SETTINGS, known('a', true));
  await recovered.useNewUrl({ uploadUrl: urlOf(2) });
  bench.crash();
  bench.server = () => ({ status: 308, headers: { range: 'bytes=0-49' } });
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', false, { uploadUrl: urlOf(2) }));
  await engine.seal(bench.clock.now(), null);
  await bench.clock.advance(5 * 60_000);
  expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', problem: { id: 'problem.used' } });
});

test('bytes at a URL that this recording was sent to are its own, though its row names the one before', async () => {
  const bench = await diedWhileLive();
  let stored = UNIT;
  bench.server = (line) => {
    if (line.includes('/*')) return { status: 308, headers: { range: `bytes=0-${stored - 1}` } };
    stored = UNIT + 9;
    return { status: 200, headers: { 'x-goog-stored-content-length': String(stored) } };
  };
  const sentBefore = bench.lines.length;
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', true, { uploadUrl: urlOf(2) }));
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
  expect(bench.lines.slice(sentBefore)).toEqual(['PUT 2 bytes */*', `PUT 2 bytes ${UNIT}-${UNIT + 8}/${UNIT + 9}`]);
});

test('an order that the engine gets once more, because the last one died over it, is carried out once', async () => {
  const bench = await diedWhileLive();
  const target = { uploadUrl: urlOf(2) };
  const sentBefore = bench.lines.length;
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', false, target));
  await bench.settle();
  await engine.useNewUrl(target, true);
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
  const sent = bench.lines.slice(sentBefore).filter((line) => !line.includes('*/'));
  expect(sent).toEqual([`PUT 2 bytes 0-${UNIT - 1}/*`, `PUT 2 bytes ${UNIT}-${UNIT + 8}/${UNIT + 9}`]);
});

test('an order that the dead engine took to its grave is carried out by the next one', async () => {
  const bench = await diedWhileLive();
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a', true));
  await engine.useNewUrl({ uploadUrl: urlOf(2) }, true);
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
  expect(bench.lines.at(-1)).toBe(`PUT 2 bytes ${UNIT}-${UNIT + 8}/${UNIT + 9}`);
});

test('the URL at which it had stopped is used again, if the engine died over that order', async () => {
  const server: Server = (line) => (line.includes('*/') ? { status: 308 } : { status: 400 });
  const bench = new EngineBench(server);
  const first = await bench.recording('a');
  await first.append(slice(UNIT + 9));
  await bench.clock.advance(5 * 60_000);
  expect(bench.snapshot('a').link.kind).toBe('blocked');
  bench.crash();
  bench.server = goodServer();
  const engine = bench.engine();
  await engine.failOver('a', SETTINGS, known('a'));
  await engine.useNewUrl({ uploadUrl: urlOf(1) }, true);
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
});

test('an engine that has no recording refuses another URL in words for people, and leaves that URL to others', async () => {
  const bench = await diedWhileLive();
  const target = { uploadUrl: urlOf(2) };
  const engine = bench.engine();
  await expect(engine.useNewUrl(target)).rejects.toThrow('recorder.notOpen');
  await engine.failOver('a', SETTINGS, known('a', true));
  await engine.useNewUrl(target);
  await engine.seal(bench.clock.now(), null);
  await bench.settle();
  expect(bench.snapshot('a').state).toBe('complete');
});

test('a sealed recording can’t fail over: no slice may follow', async () => {
  const bench = await diedWhileLive();
  const recovered = bench.engine();
  await recovered.recover('a', SETTINGS);
  bench.crash();
  await expect(bench.engine().failOver('a', SETTINGS, known('a'))).rejects.toThrow('recorder.notLive');
});

test('an engine that is alive can’t be failed over', async () => {
  const bench = new EngineBench(goodServer());
  await bench.recording('a');
  await expect(bench.engine().failOver('a', SETTINGS, known('a'))).rejects.toThrow('engine.inUse');
});
