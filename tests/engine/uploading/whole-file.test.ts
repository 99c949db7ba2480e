import { describe, expect, test, vi } from 'vitest';
import { EngineBench, type Server, slice, UNIT } from '../../support/engine-bench.ts';
import { fileOf, lengthOf } from '../../support/fake-file.ts';

const SIGNED = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';
const PATIENCE = { timeout: 10_000, interval: 1 };
const PLAIN = 'https://uploads.example/file';

/** Every `PUT` is taken for a file, in place of the one before. */
function fileServer(): Server {
  let storedBytes: number | null = null;
  return (line, { body }) => {
    if (line.startsWith('PUT')) storedBytes = lengthOf(body);
    if (storedBytes === null) return { status: 404 };
    return { status: 200, headers: line.startsWith('HEAD') ? { 'content-length': String(storedBytes) } : {} };
  };
}

describe('a signed URL', () => {
  test('gets nothing before Stop, and then the whole file in one request', async () => {
    const bench = new EngineBench(fileServer());
    bench.sealedFile = () => fileOf(2 * UNIT + 3);
    const engine = await bench.recording('a', SIGNED);
    await engine.append(slice(2 * UNIT));
    await engine.append(slice(3));
    await bench.settle();
    expect(bench.lines).toEqual([]);
    expect(bench.snapshot('a')).toMatchObject({ protocol: 'put', link: { kind: 'after-stop' } });
    await engine.seal(0, null);
    await bench.settle();
    // A success without a word on size is checked.
    expect(bench.lines).toEqual(['PUT k', 'HEAD k']);
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: 2 * UNIT + 3 });
  });

  test('gets it again from the first byte after a break, from the disk and never from memory', async () => {
    const sizes: number[] = [];
    const bench = new EngineBench((line, { body }) => {
      expect(body instanceof Uint8Array).toBe(false);
      sizes.push(body !== null && 'size' in body ? body.size : 0);
      if (line.startsWith('HEAD')) return { status: 403 };
      return sizes.length < 3 ? 'broken' : { status: 200 };
    });
    bench.sealedFile = () => fileOf(2 * UNIT + 3);
    const engine = await bench.recording('a', SIGNED);
    await engine.append(slice(2 * UNIT + 3));
    await engine.seal(0, null);
    await bench.clock.advance(60_000);
    expect(sizes).toEqual([2 * UNIT + 3, 2 * UNIT + 3, 2 * UNIT + 3, 0]);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('is asked for the file when its ETag has 32 digits but isn’t its MD5', async () => {
    const etag = { etag: '"00000000000000000000000000000000"' };
    const heads = [{ status: 403 }, { status: 200, headers: { 'content-length': '8' } }];
    const states: string[] = [];
    for (const head of heads) {
      const bench = new EngineBench((line) => (line.startsWith('PUT') ? { status: 200, headers: etag } : head));
      bench.sealedFile = () => fileOf(9);
      const engine = await bench.recording('a', SIGNED);
      await engine.append(slice(9));
      await engine.seal(0, null);
      // The recording is read for the comparison with turns of the real clock in between.
      await vi.waitFor(async () => {
        await bench.clock.advance(20_000);
        expect(bench.snapshot('a').state).not.toBe('finishing');
      }, PATIENCE);
      states.push(bench.snapshot('a').state);
    }
    // As without an ETag: one request carried all of it, and a file of another length is another file.
    expect(states).toEqual(['complete', 'blocked']);
  });

  test.each([404, 200])('where %i shows no file afterwards is not confirmed', async (status) => {
    const bench = new EngineBench((line) => ({ status: line.startsWith('PUT') ? 200 : status }));
    bench.sealedFile = () => fileOf(9);
    const engine = await bench.recording('a', SIGNED);
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.clock.advance(30_000);
    expect(bench.snapshot('a').state).toBe('finishing');
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a').state).toBe('unconfirmed');
  });

  test('waits for a file that cannot be opened yet', async () => {
    const bench = new EngineBench(fileServer());
    const engine = await bench.recording('a', SIGNED);
    await engine.append(slice(2 * UNIT + 3));
    await engine.seal(0, null);
    await bench.clock.advance(20_000);
    expect(bench.lines).toEqual([]);
    expect(bench.logs.filter(({ message }) => message.id === 'upload.fileNotOpenYet')).toHaveLength(1);
    bench.sealedFile = () => fileOf(2 * UNIT + 3);
    await bench.clock.advance(20_000);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('that has expired at Stop blocks, and a new URL helps', async () => {
    const bench = new EngineBench((line) => ({ status: line === 'PUT new' ? 200 : 403 }));
    bench.sealedFile = () => fileOf(9);
    const engine = await bench.recording('a', SIGNED);
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.clock.advance(600_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', problem: { id: 'problem.forbidden' } });
    await engine.useNewUrl({ uploadUrl: SIGNED.replace('/k', '/new') });
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('is never sent a DELETE when the upload is cancelled', async () => {
    for (const url of [SIGNED, PLAIN]) {
      const bench = new EngineBench(() => ({ status: 404 }));
      const engine = await bench.recording('a', url);
      await engine.append(slice(9));
      await bench.settle();
      await engine.cancelUpload();
      await bench.settle();
      expect(bench.lines.filter((line) => line.startsWith('DELETE'))).toEqual([]);
    }
  });
});

describe('an address that shows nothing', () => {
  test('and takes a piece for a file gets the whole file after Stop', async () => {
    const bench = new EngineBench(fileServer());
    bench.sealedFile = () => fileOf(2 * UNIT + 3);
    const engine = await bench.recording('a', PLAIN);
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    expect(bench.lines).toEqual(['HEAD file', 'OPTIONS file', `PUT file bytes 0-${UNIT - 1}/*`]);
    expect(bench.snapshot('a').link).toEqual({ kind: 'after-stop' });
    await engine.append(slice(UNIT + 2));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.lines.slice(3)).toEqual(['PUT file', 'HEAD file']);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('and takes a piece for a file, but no file of this size, gets no second piece', async () => {
    const bench = new EngineBench((line, { body }) => {
      if (!line.startsWith('PUT')) return { status: 405 };
      return { status: lengthOf(body) > UNIT ? 413 : 200 };
    });
    bench.sealedFile = () => fileOf(2 * UNIT);
    const engine = await bench.recording('a', PLAIN);
    await engine.append(slice(2 * UNIT));
    await engine.seal(0, null);
    await bench.clock.advance(600_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', problem: { id: 'problem.tooLarge' } });
    expect(bench.lines.filter((line) => line.includes(' bytes '))).toEqual([`PUT file bytes 0-${UNIT - 1}/*`]);
  });

  test.each([400, 501])('and refuses a part of a file by %i gets the whole file after Stop', async (status) => {
    const files = fileServer();
    const bench = new EngineBench((line, sent) => (line.includes(' bytes ') ? { status } : files(line, sent)));
    bench.sealedFile = () => fileOf(UNIT + 1);
    const engine = await bench.recording('a', PLAIN);
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    // Once may be a proxy's bad minute.
    expect(bench.snapshot('a').link).toMatchObject({ kind: 'retrying' });
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a').link).toEqual({ kind: 'after-stop' });
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('still does after the browser died', async () => {
    const bench = new EngineBench(fileServer());
    const engine = await bench.recording('a', PLAIN);
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    bench.crash();
    bench.server = fileServer();
    bench.sealedFile = () => fileOf(UNIT + 1);
    await bench.recovered('a');
    await bench.settle();
    expect(bench.lines.slice(3)).toEqual(['PUT file', 'HEAD file']);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('is sent the same piece again after a break, and no question', async () => {
    let puts = 0;
    const bench = new EngineBench((line) => {
      if (!line.startsWith('PUT')) return { status: 404 };
      puts += 1;
      return puts === 1 ? 'broken' : { status: 308, headers: { range: `bytes=0-${UNIT - 1}` } };
    });
    const engine = await bench.recording('a', PLAIN);
    await engine.append(slice(UNIT + 1));
    await bench.clock.advance(5_000);
    expect(bench.lines.slice(2)).toEqual([`PUT file bytes 0-${UNIT - 1}/*`, `PUT file bytes 0-${UNIT - 1}/*`]);
  });

  test('is asked where it stands once it has shown a session', async () => {
    const server: Server = (line) => {
      if (!line.startsWith('PUT')) return { status: 404 };
      if (line.includes(`bytes ${UNIT}-`)) return 'broken';
      return { status: 308, headers: { range: `bytes=0-${UNIT - 1}` } };
    };
    const bench = new EngineBench(server);
    const engine = await bench.recording('a', PLAIN);
    await engine.append(slice(2 * UNIT + 1));
    await bench.clock.advance(1_500);
    expect(bench.lines.slice(2, 5)).toEqual([
      `PUT file bytes 0-${UNIT - 1}/*`,
      `PUT file bytes ${UNIT}-${2 * UNIT - 1}/*`,
      'PUT file bytes */*',
    ]);
  });

  test('that took another recording a moment ago takes no second one', async () => {
    const bench = new EngineBench(() => 'broken');
    for (const id of ['a', 'b']) {
      const engine = await bench.recording(id, PLAIN);
      await engine.append(slice(9));
      await engine.seal(0, null);
    }
    bench.server = fileServer();
    await bench.clock.advance(120_000);
    expect(bench.snapshot('a').state).toBe('complete');
    expect(bench.snapshot('b')).toMatchObject({ state: 'blocked', problem: { id: 'problem.used' } });
    expect(bench.lines.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
  });
});

describe('your choice', () => {
  test('of one file after Stop: not even HEAD is sent before', async () => {
    const bench = new EngineBench(fileServer());
    bench.sealedFile = () => fileOf(UNIT + 1);
    const engine = await bench.recordingTo('a', { uploadUrl: PLAIN, sending: 'after-stop' });
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    expect(bench.lines).toEqual([]);
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.lines).toEqual(['PUT file', 'HEAD file']);
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('of pieces counts where nothing can be seen, and when they are answered like files', async () => {
    const bench = new EngineBench((line) => ({ status: line.startsWith('PUT') ? 200 : 403 }));
    const engine = await bench.recordingTo('a', { uploadUrl: PLAIN, sending: 'while-recording' });
    await engine.append(slice(2 * UNIT + 1));
    await bench.settle();
    expect(bench.lines.filter((line) => line.startsWith('PUT'))).toEqual([
      `PUT file bytes 0-${UNIT - 1}/*`,
      `PUT file bytes ${UNIT}-${2 * UNIT - 1}/*`,
    ]);
  });

  test('survives a crash before anything was found out', async () => {
    const bench = new EngineBench(() => 'pending');
    const engine = await bench.recordingTo('a', { uploadUrl: PLAIN, sending: 'after-stop' });
    await engine.append(slice(9));
    bench.crash();
    bench.server = fileServer();
    bench.sealedFile = () => fileOf(9);
    await bench.recovered('a');
    await bench.settle();
    expect(bench.lines).toEqual(['PUT file', 'HEAD file']);
  });
});
