import { describe, expect, test } from 'vitest';
import { EngineBench, goodServer, type Server, slice, UNIT, urlOf } from '../../support/engine-bench.ts';
import { lengthOf } from '../../support/fake-file.ts';
import { sliceOf } from '../../support/fake-slice.ts';

/** An address that doesn't show by its look what it is. */
const UNKNOWN = 'https://uploads.example/7?token=SECRET';
const TUS = 'https://tus.example/files';
const PORTAL = { status: 200, headers: { 'content-type': 'application/json' }, text: '{"ok":true}' };

const EMPTY = { status: 200, headers: { 'content-length': '0' }, text: '' };

/** A machine on whose way to `server` something answers everything with 200 and JSON, as long as `isOpen`. */
function behindPortal(server: Server, answer: typeof PORTAL | typeof EMPTY = PORTAL) {
  const portal = { isOpen: false, asked: 0 };
  const bench = new EngineBench((line, request) => {
    if (!portal.isOpen) return server(line, request);
    portal.asked += 1;
    return request.method === 'HEAD' ? { ...answer, text: '' } : answer;
  });
  bench.sealedFile = (id) => sliceOf(bench.disk(id).media.bytes.slice());
  return { bench, portal };
}

/** A session that shows nothing of itself before the first piece, and takes no whole file. */
function shySession(): Server {
  const good = goodServer();
  return (line, request) => {
    if (request.method !== 'PUT') return { status: 405 };
    return request.headers['Content-Range'] === undefined ? { status: 400 } : good(line, request);
  };
}

test('something that answers everything with an empty 200 for a minute makes no whole file of a session that only HEAD shows', async () => {
  const good = goodServer();
  const { bench, portal } = behindPortal((line, request) => {
    if (request.method === 'HEAD') return { status: 308 };
    return request.headers['Content-Range'] === undefined ? { status: 400 } : good(line, request);
  }, EMPTY);
  portal.isOpen = true;
  const engine = await bench.recording('a', UNKNOWN);
  await engine.append(slice(UNIT + 9));
  await engine.seal(0, null);
  await bench.clock.advance(60_000);
  portal.isOpen = false;
  await bench.clock.advance(120_000);
  expect(bench.snapshot('a').state, bench.lines.join('\n')).toBe('complete');
});

describe('something that answers every request with 200 and JSON', () => {
  test('for a moment, at the first piece, makes no whole-file upload of a session', async () => {
    const { bench, portal } = behindPortal(shySession());
    const engine = await bench.recording('a', UNKNOWN);
    portal.isOpen = true;
    await engine.append(slice(2 * UNIT));
    await bench.clock.advance(20_000);
    expect(portal.asked).toBeGreaterThan(0);
    portal.isOpen = false;
    await bench.clock.advance(60_000);
    await engine.seal(0, null);
    await bench.clock.advance(1_000);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test.each([
    ['from the first look on', UNKNOWN, 0],
    ['from the first piece on', UNKNOWN, 1],
    ['in the middle', urlOf(1), 2],
  ])(
    'for minutes, %s, never makes it complete, and the same URL goes on when you try again',
    async (_when, url, at) => {
      const { bench, portal } = behindPortal(shySession());
      portal.isOpen = at === 0;
      const engine = await bench.recording('a', url);
      portal.isOpen = at < 2;
      await engine.append(slice(UNIT + 9));
      await bench.settle();
      portal.isOpen = true;
      await engine.append(slice(UNIT));
      await engine.seal(0, null);
      await bench.clock.advance(20 * 60_000);
      expect(bench.snapshot('a')).toMatchObject({ canTryAgain: true });
      expect(['blocked', 'unconfirmed', 'finishing']).toContain(bench.snapshot('a').state);
      portal.isOpen = false;
      await engine.retryNow();
      await bench.clock.advance(20 * 60_000);
      expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: 2 * UNIT + 9 });
    },
  );

  test('to a piece does not make it stored where the server then says that it has nothing', async () => {
    const { bench, portal } = behindPortal(goodServer());
    const engine = await bench.recording('a');
    portal.isOpen = true;
    await engine.append(slice(UNIT + 9));
    await bench.settle();
    portal.isOpen = false;
    await bench.clock.advance(60_000);
    await engine.seal(0, null);
    await bench.clock.advance(60_000);
    const pieces = bench.lines.filter((line) => line.includes('bytes 0-')).length;
    expect(pieces).toBe(2);
    expect(bench.lines.filter((line) => line.includes(`bytes ${UNIT}-`))).toHaveLength(1);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test.each([
    ['', PORTAL],
    [' (or with nothing)', EMPTY],
  ])('to a question%s is no sign that the server answers questions', async (_how, answer) => {
    const good = goodServer();
    const { bench, portal } = behindPortal(
      (line, request) => (line.includes('bytes */') ? { status: 400 } : good(line, request)),
      answer,
    );
    portal.isOpen = true;
    const engine = await bench.recording('a');
    expect(portal.asked).toBe(1);
    portal.isOpen = false;
    await engine.append(slice(UNIT + 9));
    await engine.seal(0, null);
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('for minutes, of a place where uploads are created and large requests don’t pass, is no dead end: Try again', async () => {
    let storedBytes = 0;
    const { bench, portal } = behindPortal((line, { method, body }) => {
      if (lengthOf(body) > UNIT) return { status: 413 };
      const headers = { 'tus-resumable': '1.0.0', 'upload-offset': String(storedBytes) };
      if (method === 'PUT') return { status: 405, headers };
      if (method === 'POST') return { status: 201, headers: { ...headers, location: `${TUS}/1` } };
      if (method === 'OPTIONS') return { status: 204, headers: { ...headers, 'tus-extension': 'creation' } };
      if (line === 'HEAD files') return { status: 404, headers: { 'tus-resumable': '1.0.0' } };
      if (method === 'PATCH') storedBytes += lengthOf(body);
      return { status: 204, headers: { ...headers, 'upload-offset': String(storedBytes) } };
    });
    portal.isOpen = true;
    const engine = await bench.recording('a', TUS);
    await engine.append(slice(2 * UNIT));
    await bench.settle();
    await engine.seal(0, null);
    await bench.clock.advance(20 * 60_000);
    expect(bench.snapshot('a').state).toBe('unconfirmed');
    portal.isOpen = false;
    await engine.retryNow();
    await bench.clock.advance(20 * 60_000);
    expect(bench.snapshot('a').state, bench.lines.join('\n')).toBe('complete');
    expect(storedBytes).toBe(2 * UNIT);
  });

  test('in answer to a creation is asked again: a tus server says 201', async () => {
    let created = 0;
    const { bench, portal } = behindPortal((_line, { method }) => {
      if (method === 'POST') created += 1;
      if (method === 'POST') return { status: 201, headers: { location: `${TUS}/1` } };
      return { status: 204, headers: { 'tus-resumable': '1.0.0', 'tus-extension': 'creation,creation-defer-length' } };
    });
    const engine = await bench.recording('a', TUS);
    portal.isOpen = true;
    await engine.append(slice(9));
    await bench.clock.advance(10 * 60_000);
    expect(bench.snapshot('a').link.kind).toBe('stalled');
    portal.isOpen = false;
    await bench.clock.advance(61_000);
    expect(created).toBe(1);
  });
});

describe('something that answers every request with an empty 200, from the last piece on', () => {
  test.each([
    ['a session', urlOf(1), goodServer],
    ['a session that shows nothing of itself before the first piece', UNKNOWN, shySession],
  ])('and goes away, leaves %s to be completed', async (_title, url, server) => {
    const { bench, portal } = behindPortal(server(), EMPTY);
    const engine = await bench.recording('a', url);
    await engine.append(slice(UNIT + 9));
    await bench.settle();
    portal.isOpen = true;
    await engine.seal(0, null);
    await bench.clock.advance(20_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'finishing', ackedBytes: UNIT });
    portal.isOpen = false;
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: UNIT + 9 });
  });

  test('and stays, leaves it not confirmed; Try again sends the rest', async () => {
    const { bench, portal } = behindPortal(goodServer(), EMPTY);
    const engine = await bench.recording('a', UNKNOWN);
    await engine.append(slice(UNIT + 9));
    await bench.settle();
    portal.isOpen = true;
    await engine.seal(0, null);
    await bench.clock.advance(20 * 60_000);
    expect(bench.snapshot('a').state).toBe('unconfirmed');
    portal.isOpen = false;
    await engine.retryNow();
    await bench.clock.advance(60_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: UNIT + 9 });
  });
});
