import { describe, expect, test } from 'vitest';
import {
  cancelled,
  hasStopped,
  reopened,
  sessionToTryAgain,
  uploadAtServer,
} from '../../../lib/engine/uploading/stopped-upload.ts';
import { NOT_STARTED } from '../../../lib/recording/elapsed.ts';
import { blankRow } from '../../../lib/spool/row.ts';
import { newSession, type Session, unknownSession } from '../../../lib/upload/session/session.ts';
import { EngineBench, goodServer, slice, UNIT, urlOf } from '../../support/engine-bench.ts';

const MINUTES_MS = 10 * 60_000;

/** A good server that refuses everything while `isRefusing`. */
function refusingBench(isRefusing: boolean) {
  const good = goodServer();
  const server = { isRefusing };
  const bench = new EngineBench((line, request) => (server.isRefusing ? { status: 403 } : good(line, request)));
  return { bench, server };
}

describe('Try again', () => {
  test('continues at the same URL, from where the server stands', async () => {
    const { bench, server } = refusingBench(false);
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 10));
    await bench.settle();
    server.isRefusing = true;
    await engine.append(slice(UNIT));
    await engine.seal(0, null);
    await bench.clock.advance(MINUTES_MS);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', ackedBytes: UNIT });
    server.isRefusing = false;
    bench.lines.length = 0;
    await engine.retryNow();
    await bench.settle();
    expect(bench.lines[0]).toBe('PUT 1 bytes */*');
    expect(bench.lines[1]).toMatch(/^PUT 1 bytes 262144-/);
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', problem: null });
  });

  test.each(['tried again', 'sent to a new URL'])('keeps the reason why the recording ended, %s', async (how) => {
    const { bench, server } = refusingBench(true);
    const ending = { id: 'capture.tabClosed' } as const;
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 10));
    await engine.seal(0, ending);
    await bench.clock.advance(MINUTES_MS);
    const { state, problem, link } = bench.snapshot('a');
    expect([state, link.kind]).toEqual(['blocked', 'blocked']);
    expect(problem).toMatchObject({ id: 'several', messages: [ending, { id: 'problem.forbidden' }] });
    server.isRefusing = false;
    if (how === 'tried again') await engine.retryNow();
    else await engine.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.clock.advance(MINUTES_MS);
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', problem: ending });
  });

  test('sends a file again that its server showed in another size', async () => {
    let [puts, isMended] = [0, false];
    const bench = new EngineBench((line) => {
      if (line.startsWith('PUT')) puts += 1;
      if (line.startsWith('PUT')) return { status: 200 };
      if (!line.startsWith('HEAD') || puts === 0) return { status: 404 };
      return { status: 200, headers: { 'content-length': isMended ? '10' : '7' } };
    });
    const engine = await bench.recording('a', 'https://files.example/a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.clock.advance(MINUTES_MS);
    expect(bench.snapshot('a').problem).toMatchObject({ id: 'problem.sizeMismatch' });
    isMended = true;
    await engine.retryNow();
    await bench.settle();
    expect([puts, bench.snapshot('a').state]).toEqual([2, 'complete']);
  });

  test('helps while it is being recorded', async () => {
    const { bench, server } = refusingBench(true);
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 10));
    await bench.clock.advance(MINUTES_MS);
    expect(bench.snapshot('a')).toMatchObject({ state: 'recording', link: { kind: 'blocked' } });
    server.isRefusing = false;
    await engine.retryNow();
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'recording', ackedBytes: UNIT, link: { kind: 'idle' } });
  });

  test('after a crash of the upload sends on', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    const { media } = bench.disk('a');
    const read = media.read.bind(media);
    await engine.append(slice(10));
    media.read = () => {
      throw new Error('The disk is gone.');
    };
    bench.sealedFile = () => null;
    await engine.append(slice(4 * UNIT));
    await engine.seal(0, null);
    await bench.settle();
    media.read = read;
    if (bench.snapshot('a').state === 'blocked') await engine.retryNow();
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('in another engine, long after, asks the same session', async () => {
    const { bench, server } = refusingBench(false);
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 10));
    await bench.settle();
    server.isRefusing = true;
    await engine.seal(0, null);
    await bench.clock.advance(MINUTES_MS);
    expect(bench.snapshot('a').state).toBe('blocked');
    bench.clock.crash();
    bench.locks.crash();
    const another = await bench.recovered('a');
    server.isRefusing = false;
    await another.retryNow();
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('at an address where a file lies looks again, and never asks it as if it held a session', async () => {
    let isThere = true;
    const file = { status: 200, headers: { 'content-length': '900', 'content-type': 'application/json' } };
    const bench = new EngineBench((line) => {
      if (!line.startsWith('PUT')) return isThere ? file : { status: 405 };
      return line.endsWith('/*') ? { status: 308, headers: { range: `bytes=0-${UNIT - 1}` } } : lastAnswer;
    });
    const lastAnswer = { status: 200, headers: { 'x-goog-stored-content-length': String(UNIT + 10) } };
    const engine = await bench.recording('a', 'https://uploads.example/x');
    await engine.append(slice(UNIT + 10));
    await bench.clock.advance(50_000);
    expect(bench.snapshot('a').link).toMatchObject({ reason: { id: 'upload.claimsFile' } });
    await bench.clock.advance(MINUTES_MS);
    expect(bench.snapshot('a').link.kind).toBe('blocked');
    await engine.retryNow();
    await bench.clock.advance(MINUTES_MS);
    expect(bench.lines.filter((line) => line.startsWith('PUT'))).toEqual([]);
    isThere = false;
    await engine.retryNow();
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.lines.filter((line) => line.startsWith('PUT'))).toEqual([
      `PUT x bytes 0-${UNIT - 1}/*`,
      `PUT x bytes ${UNIT}-${UNIT + 9}/${UNIT + 10}`,
    ]);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('at a minted session that seemed used asks it again before it sends a byte', async () => {
    let isUsed = true;
    const good = goodServer();
    const bench = new EngineBench((line, request) => {
      if (line.startsWith('POST')) {
        const minted = { url: 'https://minted.example/1', protocol: 'content-range' };
        return { status: 201, text: JSON.stringify(minted) };
      }
      // Nothing shows what it is to anybody who only looks.
      if (!line.startsWith('PUT')) return { status: 405 };
      return isUsed ? { status: 200, text: '{"ok":true}' } : good(line, request);
    });
    bench.minting = { endpoint: 'https://mint.example/', headers: {} };
    const engine = await bench.recordingTo('a', { endpointName: 'https://mint.example' });
    await engine.append(slice(10));
    await engine.seal(0, null);
    const blocked = { state: 'blocked', problem: { id: 'problem.used' } };
    for (const again of [false, true]) {
      bench.lines.length = 0;
      if (again) await engine.retryNow();
      await bench.clock.advance(MINUTES_MS);
      expect(bench.snapshot('a')).toMatchObject(blocked);
      expect(bench.lines.filter((line) => line.startsWith('PUT') && line !== 'PUT 1 bytes */*')).toEqual([]);
    }
    isUsed = false;
    bench.lines.length = 0;
    await engine.retryNow();
    await bench.settle();
    expect(bench.lines).toEqual(['PUT 1 bytes */*', 'PUT 1 bytes 0-9/10']);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('is refused for what was cancelled: its URL is forgotten', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.cancelUpload();
    await expect(engine.retryNow()).rejects.toThrow('problem.cancelledHere');
  });
});

describe('what was sent but not confirmed', () => {
  /** Takes pieces with a plain success and answers nothing else; HEAD tells what a test lets it tell. */
  async function unconfirmed() {
    const head: { bytes: number | null } = { bytes: null };
    const bench = new EngineBench((line) => {
      if (line.startsWith('HEAD')) {
        return head.bytes === null
          ? { status: 405 }
          : { status: 200, headers: { 'content-length': String(head.bytes) } };
      }
      return line.endsWith('*/*') ? { status: 405 } : { status: 200 };
    });
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 10));
    await engine.seal(0, null);
    await bench.settle();
    return { bench, engine, head };
  }

  test('says so, keeps its file, and its URL to try again', async () => {
    const { bench } = await unconfirmed();
    expect(bench.snapshot('a')).toMatchObject({
      state: 'unconfirmed',
      problem: { id: 'problem.unconfirmed' },
      link: { kind: 'idle' },
    });
    expect(bench.disk('a').media.getSize()).toBe(UNIT + 10);
    expect(bench.catalog.rows.get('a')).toMatchObject({ state: 'unconfirmed', uploadUrl: urlOf(1) });
  });

  test('is complete when it is tried again and HEAD names the size', async () => {
    const { bench, engine, head } = await unconfirmed();
    head.bytes = UNIT + 10;
    await engine.retryNow();
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', problem: null });
  });

  test('is sent again to a new URL', async () => {
    const { bench, engine } = await unconfirmed();
    bench.server = goodServer();
    await engine.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('stays so after a restart, and nothing is sent by itself', async () => {
    const { bench } = await unconfirmed();
    bench.clock.crash();
    bench.locks.crash();
    bench.lines.length = 0;
    await bench.recovered('a');
    expect(bench.snapshot('a').state).toBe('unconfirmed');
    expect(bench.lines).toEqual([]);
  });
});

describe('an upload', () => {
  const blocked = { kind: 'blocked', reason: { id: 'problem.used' } } as const;
  const url = urlOf(1);
  const rowWith = (session: Session | null, protocol: string | null = 'content-range') => ({
    ...blankRow('a', 0),
    elapsed: NOT_STARTED,
    uploadUrl: url,
    protocol,
    session,
  });

  test('has stopped when it waits for you, or a live recording’s is blocked', () => {
    expect(hasStopped('blocked', { kind: 'idle' })).toBe(true);
    expect(hasStopped('recording', blocked)).toBe(true);
    expect(hasStopped('recording', { kind: 'idle' })).toBe(false);
    expect(hasStopped('complete', blocked)).toBe(false);
  });

  test.each(['cancelled-here', 'in-use'] as const)('that ended as %s can’t be tried again at its URL', (kind) => {
    const session: Session = { ...newSession(url), end: { kind: 'problem', problem: { kind } } };
    expect(() => sessionToTryAgain(session)).toThrow('problem.');
  });

  test('reopens where it was, unless its URL or its protocol has to be found out again', () => {
    const session: Session = { ...newSession(url), sentBytes: 9, ackedBytes: 9 };
    expect(reopened('content-range', session, 9)).toMatchObject({ session: { ackedBytes: 9, offsetKnown: false } });
    expect(reopened('another version’s', session, 9)).toBeNull();
    expect(reopened('content-range', null, 9)).toBeNull();
    // What a look finds to take no recording is never known to hold a session.
    const noUpload = { kind: 'problem', problem: { kind: 'not-an-upload' } } as const;
    expect(reopened('content-range', { ...unknownSession(url, false), end: noUpload }, 9)).toBeNull();
    const used = { kind: 'problem', problem: { kind: 'used' } } as const;
    expect(reopened('content-range', { ...unknownSession(url, false), end: used }, 9)).toBeNull();
    expect(reopened('content-range', { ...newSession(url), end: used }, 9)).toMatchObject({
      session: { offsetKnown: false, end: null },
    });
  });

  test('that you cancel keeps nothing but the fact', () => {
    const { row, reason } = cancelled(rowWith({ ...newSession(url), sentBytes: 9 }, null));
    expect(JSON.stringify(row)).not.toContain('SECRET');
    expect(row).toMatchObject({ protocol: 'content-range', session: { end: { problem: { kind: 'cancelled-here' } } } });
    expect(reason).toEqual({ id: 'problem.cancelledHere' });
  });

  test('can be cancelled at the server only when it is certainly ours', () => {
    expect(uploadAtServer(rowWith({ ...newSession(url), sentBytes: 9 }))).toEqual({ protocol: 'content-range', url });
    expect(uploadAtServer(rowWith({ ...newSession(url), queryable: true }))).not.toBeNull();
    expect(uploadAtServer(rowWith(newSession(url)))).toBeNull();
    expect(uploadAtServer(rowWith({ ...newSession(url), sentBytes: 9, end: { kind: 'unconfirmed' } }))).toBeNull();
    expect(uploadAtServer(rowWith(null))).toBeNull();
  });
});
