import { describe, expect, test } from 'vitest';
import { UploadUrlInUseError } from '../../../lib/engine/uploading/url-lock.ts';
import { EngineBench, goodServer, SETTINGS, type Server, slice, UNIT, urlOf } from '../../support/engine-bench.ts';
import { FakeFile } from '../../support/fake-file.ts';
import { text } from '../../support/text.ts';

const MINTED = { endpointName: 'https://mint.example' };
const MINTING = { endpoint: 'https://mint.example/', headers: { Authorization: 'Bearer OLD' } };

describe('one writer', () => {
  test('a second recording to the same URL is refused with a sentence, and leaves nothing behind', async () => {
    const bench = new EngineBench();
    await bench.recording('a');
    await expect(bench.recording('b')).rejects.toThrow(UploadUrlInUseError);
    expect([...bench.disks.keys()]).toEqual(['a']);
    expect(bench.catalog.rows.has('b')).toBe(false);
  });

  test('a recording that somebody has cannot be resumed or made again', async () => {
    const bench = new EngineBench();
    await bench.recording('a');
    await expect(bench.engine().recover('a', SETTINGS)).rejects.toThrow('engine.inUse');
    await expect(bench.recording('a', urlOf(2))).rejects.toThrow('engine.inUse');
    expect(bench.locks.isHeld(`upload ${urlOf(2)}`)).toBe(false);
  });

  test('the URL is free again when the upload is complete, or ended with a problem', async () => {
    for (const status of [200, 410]) {
      const good = goodServer();
      const bench = new EngineBench((line, request) => {
        return status === 200 || bench.lines.length === 1 ? good(line, request) : { status };
      });
      const engine = await bench.recording('a');
      await engine.append(slice(9));
      await engine.seal(0, null);
      await bench.clock.advance(10_000);
      expect(bench.snapshot('a').state).toBe(status === 200 ? 'complete' : 'blocked');
      expect(bench.locks.isHeld(`upload ${urlOf(1)}`)).toBe(false);
    }
  });

  test('a recording whose URL another one has is resumed all the same, and can be given a new one', async () => {
    const bench = new EngineBench(goodServer());
    const first = await bench.recording('a', urlOf(1));
    await first.append(slice(9));
    bench.crash();
    bench.server = goodServer();
    await bench.recording('b', urlOf(1));
    const recovered = await bench.recovered('a');
    expect(bench.snapshot('a').state).toBe('finishing');
    await recovered.useNewUrl({ uploadUrl: urlOf(2) });
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
  });

  test('an upload that ends with an error nobody foresaw lets the others pass', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    const { media } = bench.disk('a');
    const read = media.read.bind(media);
    media.read = (into, at) => {
      if (at.at >= 2 * UNIT) throw new Error('The disk is broken.');
      return read(into, at);
    };
    await engine.pauseUpload();
    for (const _slice of [1, 2, 3]) await engine.append(slice(UNIT + 1));
    await engine.resumeUpload();
    await bench.settle();
    expect(bench.snapshot('a').ackedBytes).toBe(2 * UNIT);
    expect(bench.snapshot('a').link.kind).toBe('blocked');
    expect(bench.locks.isHeld('upload priority, exclusive')).toBe(false);
  });

  test('a new URL that another recording has is refused, and the upload continues', async () => {
    const bench = new EngineBench(goodServer());
    await bench.recording('a', urlOf(1));
    const engine = await bench.recording('b', urlOf(2));
    await expect(engine.useNewUrl({ uploadUrl: urlOf(1) })).rejects.toThrow(UploadUrlInUseError);
    await engine.append(slice(9));
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('b').state).toBe('complete');
  });
});

describe('what a request carries', () => {
  /**
   * Records four chunks and a bit, most of it while nothing is sent, as `file` has it once it is sealed; each request is
   * answered with what `server` says to what it carries.
   */
  async function bodiesSent(file: (fileBytes: number) => number, reply: (carried: string) => 'good' | 'broken') {
    const carried: string[] = [];
    const good = goodServer();
    const bench = new EngineBench((line, request) => {
      const { body } = request;
      if (line.endsWith('*/*') || body === null) return good(line, request);
      const bytes = body instanceof Uint8Array ? body.length : body.size;
      const what = body instanceof Uint8Array ? 'read' : bench.joins.has(body) ? 'slices' : 'file';
      carried.push(`${what} ${bytes}`);
      return reply(what) === 'good' ? good(line, request) : 'broken';
    });
    bench.sealedFile = (id) => {
      const { media } = bench.disk(id);
      return new FakeFile((start, into) => media.read(into, { at: start }), 0, file(media.bytes.length)).asBlob();
    };
    const engine = await bench.recording('a');
    await engine.append(slice(UNIT + 1));
    await bench.settle();
    await engine.pauseUpload();
    for (const bytes of [2 * UNIT, UNIT + 1]) await engine.append(slice(bytes));
    await engine.seal(0, null);
    await engine.resumeUpload();
    await bench.clock.advance(60_000);
    expect(bench.snapshot('a').state).toBe('complete');
    return carried;
  }

  const whole = (bytes: number) => bytes;
  /** Breaks the first request that carries such a thing. */
  const breaking = (broken: string) => {
    let isDone = false;
    return (what: string) => {
      if (what !== broken || isDone) return 'good';
      isDone = true;
      return 'broken';
    };
  };
  const SLICES = [`slices ${UNIT}`, `slices ${UNIT}`, `slices ${UNIT}`];

  test('slices that were kept a moment ago, then parts of the file', async () => {
    expect(await bodiesSent(whole, () => 'good')).toEqual([...SLICES, `file ${UNIT}`, 'file 2']);
  });

  test('what the browser could not send of slices is read here', async () => {
    const sent = await bodiesSent(whole, breaking('slices'));
    expect(sent.slice(0, 2)).toEqual([`slices ${UNIT}`, `read ${UNIT}`]);
  });

  test('what the browser could not send of the file is read here', async () => {
    expect(await bodiesSent(whole, breaking('file'))).toEqual([...SLICES, `file ${UNIT}`, `read ${UNIT}`, 'file 2']);
  });

  test('a file of another length is left alone', async () => {
    expect(
      await bodiesSent(
        (bytes) => bytes - 1,
        () => 'good',
      ),
    ).toEqual([...SLICES, `read ${UNIT}`, 'read 2']);
  });
});

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

  test('is nobody’s concern once everything is there', async () => {
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

  test('is refused, and its lock given back, when all is at the server', async () => {
    const bench = new EngineBench(goodServer());
    const engine = await bench.recording('a');
    await engine.append(slice(10));
    await engine.seal(0, null);
    await bench.settle();
    await expect(engine.useNewUrl({ uploadUrl: urlOf(2) })).rejects.toThrow('problem.nothingToSend');
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', ackedBytes: 10 });
    expect(bench.locks.isHeld(`upload ${urlOf(2)}`)).toBe(false);
  });

  test('given while it turns out that nothing was recorded: its lock is given back, and nothing is sent', async () => {
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

describe('secrets', () => {
  function mintingBench(): EngineBench {
    const good = goodServer();
    const bench = new EngineBench((line, request) =>
      line.startsWith('POST') ? { status: 200, text: urlOf(1) } : good(line, request),
    );
    bench.minting = MINTING;
    return bench;
  }
  const stored = (bench: EngineBench) => JSON.stringify(bench.catalog.rows.get('a'));

  test('of a complete recording are forgotten, and it shows where it went', async () => {
    const bench = mintingBench();
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    expect(stored(bench)).toContain('SECRET');
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a')).toMatchObject({ state: 'complete', targetLabel: 'https://storage.googleapis.com/1' });
    expect(bench.catalog.rows.get('a')).toMatchObject({ target: { unknown: true }, session: null });
    expect(stored(bench)).not.toContain('SECRET');
  });

  test('of a cancelled upload are forgotten, and it is not resumed again', async () => {
    const bench = mintingBench();
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    await bench.settle();
    bench.server = () => 'pending';
    await engine.seal(0, text('It ended.'));
    void engine.cancelUpload();
    await bench.settle();
    expect(stored(bench)).not.toContain('SECRET');
    bench.crash();
    const sent = bench.lines.length;
    await bench.recovered('a');
    await bench.clock.advance(600_000);
    expect(bench.snapshot('a')).toMatchObject({ state: 'blocked', targetLabel: expect.not.stringContaining('SECRET') });
    expect(bench.lines).toHaveLength(sent);
  });

  test('of a recording that failed are forgotten', async () => {
    const bench = mintingBench();
    const engine = await bench.recording('a');
    expect(stored(bench)).toContain('SECRET');
    await engine.fail(text('The camera is gone; see https://h.example/a?SECRET'));
    expect(bench.snapshot('a')).toMatchObject({
      state: 'failed',
      problem: text('The camera is gone; see https://h.example/a'),
    });
    expect(JSON.stringify(bench.logs)).not.toContain('SECRET');
    expect(stored(bench)).not.toContain('SECRET');
  });

  test('of the minting endpoint are never kept: the settings of the moment count', async () => {
    const bench = mintingBench();
    const keys: (string | undefined)[] = [];
    const good = bench.server;
    bench.server = (line, request) => {
      if (!line.startsWith('POST')) return good(line, request);
      keys.push(request.headers['Authorization']);
      return keys.length === 1 ? { status: 503 } : good(line, request);
    };
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    expect(stored(bench)).not.toContain('Bearer');
    expect(bench.snapshot('a').targetLabel).toBe('https://mint.example');
    bench.minting = { ...MINTING, headers: { Authorization: 'Bearer NEW' } };
    await bench.clock.advance(60_000);
    expect(keys).toEqual(['Bearer OLD', 'Bearer NEW']);
    expect(stored(bench)).not.toContain('Bearer');
  });

  test('an endpoint that is not in the settings any more is named as what is missing', async () => {
    const bench = mintingBench();
    bench.minting = null;
    const engine = await bench.recordingTo('a', MINTED);
    await engine.append(slice(10));
    expect(bench.snapshot('a').link).toMatchObject({
      kind: 'blocked',
      reason: { id: 'mint.notSetUp' },
    });
    bench.minting = MINTING;
    await engine.retryNow();
    await engine.seal(0, null);
    await bench.settle();
    expect(bench.snapshot('a').state).toBe('complete');
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
