import { describe, expect, test } from 'vitest';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { EngineBench, goodServer, type Server, slice, UNIT, urlOf } from '../../support/engine-bench.ts';
import { fileOf, lengthOf } from '../../support/fake-file.ts';

/* What lies between here and a server for a while, and servers with ways of their own: what comes of a recording of 30 s. */

const MINUTE_MS = 60_000;
const TOTAL = 3 * UNIT + 77;
const UNKNOWN = 'https://uploads.example/k?token=SECRET';
const SIGNED = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';
const TUS = 'https://tus.example/files/';

const PAGE = { status: 200, headers: { 'content-type': 'text/html' }, text: '<!doctype html><title>Sign in</title>' };
const LOGIN = { status: 200, redirectedTo: 'https://login.example/…/in' };
const JSON_PAGE = {
  status: 200,
  headers: { 'content-type': 'application/json', 'content-length': '9' },
  text: '{"hi":"!"}',
};

/** Makes a server that knows how long the recording runs, in milliseconds. */
type Make = (now: () => number) => Server;

interface Run {
  readonly bench: EngineBench;
  readonly snapshot: RecordingSnapshot;
  again(): Promise<RecordingSnapshot>;
}

async function record(url: string, make: Make): Promise<Run> {
  const bench = new EngineBench();
  const startedAtMs = bench.clock.monotonicMs();
  bench.server = make(() => bench.clock.monotonicMs() - startedAtMs);
  bench.sealedFile = () => fileOf(TOTAL);
  const engine = await bench.recording('a', url);
  for (let slices = 0; slices < 3; slices += 1) {
    await engine.append(slice(UNIT));
    await bench.clock.advance(10_000);
  }
  await engine.append(slice(77));
  await engine.seal(0, null);
  await bench.clock.advance(20 * MINUTE_MS);
  return {
    bench,
    snapshot: bench.snapshot('a'),
    again: async () => {
      bench.lines.length = 0;
      await engine.retryNow();
      await bench.clock.advance(20 * MINUTE_MS);
      return bench.snapshot('a');
    },
  };
}

/** A session that shows nothing of itself to HEAD. */
function hiddenSession(): Server {
  const good = goodServer();
  return (line, request) => (line.startsWith('PUT') ? good(line, request) : { status: 405 });
}

/** S3: takes whole files by signed URL, knows no Content-Range, and lets nobody look. */
function store(): Server {
  return (line) => ({ status: line.startsWith('PUT') ? 200 : 403 });
}

function tusEndpoint(): Server {
  const TUS_HEADERS = { 'tus-resumable': '1.0.0' };
  let [storedBytes, length]: [number, string | undefined] = [0, undefined];
  return (line, { headers, body }) => {
    if (line.startsWith('OPTIONS')) return { status: 200 };
    if (line === 'HEAD files/') return { status: 405, headers: TUS_HEADERS };
    if (line.startsWith('POST')) return { status: 201, headers: { ...TUS_HEADERS, location: '/files/1' } };
    if (line.startsWith('PATCH')) {
      length ??= headers['Upload-Length'];
      storedBytes = Number(headers['Upload-Offset']) + lengthOf(body);
    }
    if (line.startsWith('PUT')) return { status: 405, headers: TUS_HEADERS };
    const known = length === undefined ? { 'upload-defer-length': '1' } : { 'upload-length': length };
    return {
      status: line.startsWith('PATCH') ? 204 : 200,
      headers: { ...TUS_HEADERS, ...known, 'upload-offset': String(storedBytes) },
    };
  };
}

const WORLDS: readonly [string, string, () => Server][] = [
  ['a session', urlOf(1), goodServer],
  ['a session of an unknown host', UNKNOWN, hiddenSession],
  ['a signed URL', SIGNED, store],
  ['a tus endpoint', TUS, tusEndpoint],
];

describe.each(WORLDS)('%s', (_name, url, serverOf) => {
  test.each([
    ['a sign-in page for 90 s, from the start', 0, 90_000, PAGE],
    ['a sign-in page for 90 s, in the middle', 12_000, 102_000, PAGE],
    ['a sign-in page for 3 minutes, at the end', 29_000, 209_000, PAGE],
    ['a redirect to one for 2 minutes', 12_000, 132_000, LOGIN],
    ['a proxy without a server for 12 minutes', 12_000, 12 * MINUTE_MS, { status: 502, text: '<html>' }],
    ['a firewall’s 403 for 45 s, from the start', 0, 45_000, { status: 403, text: '<html>' }],
    ['a firewall’s 403 for 45 s, at the end', 25_000, 70_000, { status: 403, text: '<html>' }],
    ['JSON of somebody else’s for 50 s, from the start', 0, 50_000, JSON_PAGE],
  ])('behind %s, is whole in the end', async (_title, fromMs, toMs, reply) => {
    const server = serverOf();
    const { snapshot, bench, again } = await record(url, (now) => (line, request) => {
      return now() >= fromMs && now() < toMs ? reply : server(line, request);
    });
    const message = bench.lines.join('\n');
    // Of a file nothing but a page was ever heard for minutes: that is the person's to look at, and sent again when they ask.
    const isPage = reply === PAGE && url === SIGNED && toMs > 180_000;
    expect(snapshot.state, message).toBe(isPage ? 'unconfirmed' : 'complete');
    if (isPage) expect(await again()).toMatchObject({ state: 'complete' });
    if (isPage) expect(bench.lines[0]).toBe('PUT k');
    expect(bench.snapshot('a').ackedBytes, message).toBe(TOTAL);
  });

  test('that refuses for good is no dead end: Try again', async () => {
    let isMended = false;
    const server = serverOf();
    const { snapshot, again, bench } = await record(url, (now) => (line, request) => {
      return now() > 12_000 && !isMended ? { status: 403, text: '<Error>' } : server(line, request);
    });
    expect(snapshot.state).toBe('blocked');
    isMended = true;
    const state = await again();
    expect(state, bench.lines.join('\n')).toMatchObject({ state: 'complete', ackedBytes: TOTAL });
  });
});

test('an address that hides until after Stop and then shows a session gets pieces', async () => {
  const good = goodServer();
  const { snapshot, bench } = await record(UNKNOWN, (now) => (line, request) => {
    if (now() < 45_000) return { status: 403 };
    return line.startsWith('HEAD') ? { status: 308 } : good(line, request);
  });
  expect(snapshot, bench.lines.join('\n')).toMatchObject({ state: 'complete', ackedBytes: TOTAL });
});

test('a server that says yes to everything and has an empty file is not believed', async () => {
  const { snapshot } = await record(SIGNED, () => (line) => ({
    status: 200,
    headers: line.startsWith('HEAD') ? { 'content-length': '0' } : {},
  }));
  expect(snapshot.state).toBe('unconfirmed');
});

test('a session that couldn’t be asked before the first byte must report the size, or it isn’t confirmed', async () => {
  const [mute, telling] = [{}, { 'x-goog-stored-content-length': String(TOTAL) }].map((headers): Make => {
    return () => (line) => {
      if (!line.startsWith('PUT')) return { status: 405 };
      const end = /bytes \d+-(\d+)\/\*/.exec(line)?.[1];
      return end === undefined ? { status: 200, headers } : { status: 308, headers: { range: `bytes=0-${end}` } };
    };
  });
  if (mute === undefined || telling === undefined) throw new Error('There are two.');
  expect((await record(UNKNOWN, telling)).snapshot.state).toBe('complete');
  const run = await record(UNKNOWN, mute);
  expect(run.snapshot.state).toBe('unconfirmed');
  expect(await run.again()).toMatchObject({ state: 'unconfirmed' });
  expect(run.bench.lines.length).toBeLessThan(20);
});
