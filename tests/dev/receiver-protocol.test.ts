import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../dev/receiver/receiver.ts';
import { beginChunk, putChunk, putQuery, sampleBytes, sha256, UNIT_BYTES } from './receiver-client.ts';

const file = sampleBytes(2 * UNIT_BYTES + 1_000);
const total = file.length;

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.stop();
});

async function restartWith(options: ReceiverOptions): Promise<void> {
  await receiver.stop();
  receiver = await startReceiver(options);
}

async function kinds(id: string): Promise<string[]> {
  return (await receiver.session(id)).journal.map(({ kind }) => kind);
}

describe('minting', () => {
  test('answers 201 with an upload URL that has a secret, and its id', async () => {
    const body = JSON.stringify({ source: 'tab', mimeType: 'video/webm;codecs=vp9,opus', startedAt: '2026-01-01' });
    const answer = await fetch(receiver.mintUrl, { method: 'POST', body });
    expect(answer.status).toBe(201);
    const { id, url } = (await answer.json()) as { id: string; url: string };
    expect(url).toMatch(new RegExp(`^${receiver.origin}/upload/${id}\\?token=[\\w-]{20,}$`));
    expect((await receiver.session(id)).mimeType).toBe('video/webm;codecs=vp9,opus');
  });

  test('needs no body, and refuses one that is not JSON', async () => {
    expect((await fetch(receiver.mintUrl, { method: 'POST' })).status).toBe(201);
    expect((await fetch(receiver.mintUrl, { method: 'POST', body: 'source=tab' })).status).toBe(400);
  });

  test('a missing or wrong token is forbidden, an unknown id is not found', async () => {
    const { url } = await receiver.mint();
    expect((await putQuery(url.replace(/\?.*/, ''))).status).toBe(403);
    expect((await putQuery(`${url}x`)).status).toBe(403);
    expect((await putQuery(`${receiver.origin}/upload/unknown?token=x`)).status).toBe(404);
  });
});

describe('an upload', () => {
  test('in chunks arrives byte for byte, with Range in each 308 and the stored length at the end', async () => {
    const { id, url } = await receiver.mint();
    const first = await putChunk(url, file, 0, UNIT_BYTES, null);
    expect([first.status, first.headers.get('range')]).toEqual([308, `bytes=0-${UNIT_BYTES - 1}`]);
    const second = await putChunk(url, file, UNIT_BYTES, 2 * UNIT_BYTES, null);
    expect([second.status, second.headers.get('range')]).toEqual([308, `bytes=0-${2 * UNIT_BYTES - 1}`]);
    const whole = receiver.completed(id);
    const last = await putChunk(url, file, 2 * UNIT_BYTES, total, total);
    expect([last.status, last.headers.get('x-goog-stored-content-length')]).toEqual([200, String(total)]);
    expect(await last.json()).toEqual({ size: total });
    await whole;
    const report = await receiver.session(id);
    expect(report).toMatchObject({ id, state: 'complete', size: total, total, sha256: sha256(file), journal: [] });
    expect(
      report.requests.map(({ method, contentRange, status, bytes }) => [method, contentRange, status, bytes]),
    ).toEqual([
      ['PUT', `bytes 0-${UNIT_BYTES - 1}/*`, 308, UNIT_BYTES],
      ['PUT', `bytes ${UNIT_BYTES}-${2 * UNIT_BYTES - 1}/*`, 308, UNIT_BYTES],
      ['PUT', `bytes ${2 * UNIT_BYTES}-${total - 1}/${total}`, 200, 1_000],
    ]);
    expect(await (await fetch(`${receiver.origin}/uploads/${id}`)).json()).toEqual(report);
  });

  test('answers a status query with what is held: no Range for nothing, 200 when it is complete', async () => {
    const { url } = await receiver.mint();
    const fresh = await putQuery(url);
    expect([fresh.status, fresh.headers.get('range')]).toEqual([308, null]);
    await putChunk(url, file, 0, UNIT_BYTES, null);
    expect((await putQuery(url)).headers.get('range')).toBe(`bytes=0-${UNIT_BYTES - 1}`);
    await putChunk(url, file, UNIT_BYTES, total, total);
    expect((await putQuery(url)).status).toBe(200);
  });

  test('completes by naming the total of what is held, and not by naming more', async () => {
    const { id, url } = await receiver.mint();
    await putChunk(url, file, 0, 2 * UNIT_BYTES, null);
    expect((await putQuery(url, 2 * UNIT_BYTES)).status).toBe(200);
    expect((await receiver.session(id)).sha256).toBe(sha256(file.slice(0, 2 * UNIT_BYTES)));
    const other = await receiver.mint();
    await putChunk(other.url, file, 0, 2 * UNIT_BYTES, null);
    expect((await putQuery(other.url, total)).status).toBe(308);
    expect((await putQuery(other.url, total + 1)).status).toBe(400);
  });

  test('is not complete when the last request leaves bytes out', async () => {
    const { id, url } = await receiver.mint();
    expect((await putChunk(url, file, 0, UNIT_BYTES, total)).status).toBe(308);
    expect((await receiver.session(id)).state).toBe('open');
  });

  test('refuses a middle chunk that is not a multiple of 256 KiB', async () => {
    const { id, url } = await receiver.mint();
    const answer = await putChunk(url, file, 0, UNIT_BYTES + 1, null);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('multiple of 256 KiB')]);
    expect(await kinds(id)).toEqual(['refused']);
    expect((await receiver.session(id)).size).toBe(0);
  });

  test('refuses a gap with 503 and stores nothing of it', async () => {
    const { id, url } = await receiver.mint();
    const answer = await putChunk(url, file, UNIT_BYTES, 2 * UNIT_BYTES, null);
    expect([answer.status, await answer.text()]).toEqual([
      503,
      expect.stringContaining('exceeds already uploaded size'),
    ]);
    expect(await kinds(id)).toEqual(['gap']);
    expect((await receiver.session(id)).size).toBe(0);
  });

  test('refuses a total that changes, and a range past the total', async () => {
    const { url } = await receiver.mint();
    await putChunk(url, file, 0, UNIT_BYTES, total);
    expect((await putChunk(url, file, UNIT_BYTES, total, total + 1)).status).toBe(400);
    expect((await putChunk(url, sampleBytes(4 * UNIT_BYTES), UNIT_BYTES, 4 * UNIT_BYTES, null)).status).toBe(400);
    expect((await putChunk(url, file, UNIT_BYTES, total, total)).status).toBe(200);
  });

  test('refuses a body that is not as long as its range, announced or not', async () => {
    const { id, url } = await receiver.mint();
    const headers = { 'content-range': `bytes 0-${UNIT_BYTES - 1}/*` };
    expect((await fetch(url, { method: 'PUT', headers, body: file.slice(0, UNIT_BYTES - 1) })).status).toBe(400);
    for (const length of [UNIT_BYTES - 1, UNIT_BYTES + 1]) {
      const status = await new Promise<number | undefined>((resolve, reject) => {
        const chunked = request(url, { method: 'PUT', headers, agent: false }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
        chunked.on('error', reject);
        chunked.write(file.slice(0, 10));
        chunked.end(file.slice(10, length));
      });
      expect(status).toBe(400);
    }
    expect((await receiver.session(id)).size).toBe(0);
    expect((await fetch(url, { method: 'PUT', body: 'no range' })).status).toBe(400);
  });

  test('skips bytes that are held already, keeps the rest, and notes the overlap', async () => {
    const { id, url } = await receiver.mint();
    await putChunk(url, file, 0, UNIT_BYTES, null);
    const answer = await putChunk(url, file, 0, 2 * UNIT_BYTES, null);
    expect(answer.headers.get('range')).toBe(`bytes=0-${2 * UNIT_BYTES - 1}`);
    const report = await receiver.session(id);
    expect(report.sha256).toBe(sha256(file.slice(0, 2 * UNIT_BYTES)));
    expect(report.journal.map(({ kind }) => kind)).toEqual(['overlap']);
  });

  test('notes when bytes sent again are not the bytes held, and keeps those held', async () => {
    const { id, url } = await receiver.mint();
    await putChunk(url, file, 0, UNIT_BYTES, null);
    const other = file.slice();
    other[77_777] = (other[77_777] ?? 0) ^ 1;
    await putChunk(url, other, 0, 2 * UNIT_BYTES, null);
    const report = await receiver.session(id);
    expect(report.journal.map(({ kind }) => kind)).toEqual(['overlap', 'overlap-mismatch']);
    expect(report.journal[1]?.detail).toContain('byte 77777');
    expect(report.sha256).toBe(sha256(file.slice(0, 2 * UNIT_BYTES)));
  });

  test('that is finished answers 200 to more bytes, discards them and notes it', async () => {
    const { id, url } = await receiver.mint();
    await putChunk(url, file, 0, total, total);
    expect((await putChunk(url, file, 0, UNIT_BYTES, null)).status).toBe(200);
    expect(await kinds(id)).toEqual(['discarded']);
    expect((await receiver.session(id)).sha256).toBe(sha256(file));
  });

  test('that is cancelled by DELETE answers 499 from then on', async () => {
    const { id, url } = await receiver.mint();
    const ended = expect(receiver.completed(id)).rejects.toThrow('cancelled');
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(499);
    expect((await putQuery(url)).status).toBe(499);
    expect((await putChunk(url, file, 0, total, total)).status).toBe(499);
    await ended;
  });

  test('waits for its completion only as long as the signal lets it', async () => {
    const { id } = await receiver.mint();
    const waiting = receiver.completed(id, { signal: AbortSignal.abort(new Error('enough')) });
    await expect(waiting).rejects.toThrow('enough');
  });

  test('takes bytes from one request at a time: the second gets 423 and is noted', async () => {
    const { id, url } = await receiver.mint();
    const held = beginChunk(url, `bytes 0-${UNIT_BYTES - 1}/*`, UNIT_BYTES, file.slice(0, 10));
    await held.sent;
    await expect.poll(() => putChunk(url, file, 0, UNIT_BYTES, null).then(({ status }) => status)).toBe(423);
    expect(await kinds(id)).toContain('concurrent-writers');
    held.abort();
  });

  test.each([
    ['keep-units', UNIT_BYTES],
    ['keep-bytes', UNIT_BYTES + 10],
  ] as const)(
    'that breaks off keeps what %s says, and the next request is not taken for a second writer',
    async (onAbort, kept) => {
      const { id, url } = await receiver.mint({ dialect: { onAbort } });
      const held = beginChunk(url, `bytes 0-${2 * UNIT_BYTES - 1}/*`, 2 * UNIT_BYTES, file.slice(0, UNIT_BYTES + 10));
      await expect.poll(async () => (await stat(receiver.filePath(id))).size).toBe(UNIT_BYTES + 10);
      held.abort();
      await expect.poll(() => putQuery(url).then(({ headers }) => headers.get('range'))).toBe(`bytes=0-${kept - 1}`);
      expect((await putChunk(url, file, kept, total, total)).status).toBe(200);
      expect(await receiver.session(id)).toMatchObject({ sha256: sha256(file), journal: [] });
    },
  );
});

describe('HEAD', () => {
  const head = (url: string) => fetch(url, { method: 'HEAD' });

  test('shows a session and how much of it is stored, and changes nothing', async () => {
    const { id, url } = await receiver.mint();
    expect((await head(url)).headers.get('range')).toBe('bytes=0--1');
    await putChunk(url, file, 0, UNIT_BYTES, null);
    expect((await head(url)).headers.get('range')).toBe(`bytes=0-${UNIT_BYTES - 1}`);
    await putChunk(url, file, UNIT_BYTES, total, total);
    const complete = await head(url);
    expect([complete.status, complete.headers.get('content-length')]).toEqual([200, String(total)]);
    expect((await receiver.session(id)).journal).toEqual([]);
  });

  test('shows nothing where the dialect knows no questions', async () => {
    const { url } = await receiver.mint({ dialect: { answersQuery: 400 } });
    expect((await head(url)).status).toBe(405);
  });
});

describe('a dialect', () => {
  test('may never report Range', async () => {
    const { url } = await receiver.mint({ dialect: { reportsRange: 'never' } });
    const answer = await putChunk(url, file, 0, UNIT_BYTES, null);
    expect([answer.status, answer.headers.get('range')]).toEqual([308, null]);
  });

  test.each([400, 404, 405, 501] as const)('may answer status queries with %i', async (answersQuery) => {
    const { url } = await receiver.mint({ dialect: { answersQuery } });
    expect((await putQuery(url)).status).toBe(answersQuery);
    expect((await putChunk(url, file, 0, UNIT_BYTES, null)).status).toBe(308);
    expect((await putQuery(url, UNIT_BYTES)).status).toBe(200);
  });

  test('may be plain: 200 to every chunk of any length, never 308', async () => {
    const { id, url } = await receiver.mint({ dialect: { plain: true } });
    expect((await putQuery(url)).status).toBe(400);
    expect((await putChunk(url, file, 0, 10, null)).status).toBe(200);
    expect((await putChunk(url, file, 10, total, total)).status).toBe(200);
    expect((await receiver.session(id)).sha256).toBe(sha256(file));
  });

  test('may end with 201, refuse overlaps and gaps with 416, and report a hash', async () => {
    await restartWith({
      dialect: { finalStatus: 201, allowOverlap: false, refusesGapWith: 416, reportsHash: 'crc32c' },
    });
    const { url } = await receiver.mint();
    expect((await putChunk(url, file, UNIT_BYTES, total, total)).status).toBe(416);
    await putChunk(url, file, 0, UNIT_BYTES, null);
    expect((await putChunk(url, file, 0, UNIT_BYTES, null)).status).toBe(416);
    expect((await putChunk(url, file, UNIT_BYTES, total, total)).status).toBe(201);
  });

  test.each([
    ['md5', 'md5=JfnnlDI7RTiF9RgfG2JNCw=='],
    ['crc32c', 'crc32c=4waSgw=='],
  ] as const)('%s is written as Google Cloud Storage does', async (reportsHash, expected) => {
    const { url } = await receiver.mint({ dialect: { reportsHash } });
    // "123456789" is the check value of CRC catalogues: CRC-32C e3069283, and its MD5 25f9e794323b453885f5181f1b624d0b.
    const digits = new Uint8Array(Buffer.from('123456789'));
    expect((await putChunk(url, digits, 0, 9, 9)).headers.get('x-goog-hash')).toBe(expected);
  });
});

describe('other origins', () => {
  test('may use everything, and read Range', async () => {
    const { url } = await receiver.mint();
    const asked = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-range' };
    const preflight = await fetch(url, { method: 'OPTIONS', headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PUT');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('content-range');
    const answer = await putQuery(url);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-expose-headers')?.split(', ')).toContain('Range');
  });

  test('may be kept from reading Range, or from everything', async () => {
    await restartWith({ exposeRange: false });
    const hidden = await putQuery((await receiver.mint()).url);
    expect(hidden.headers.get('access-control-allow-origin')).toBe('*');
    expect(hidden.headers.get('access-control-expose-headers')?.split(', ')).not.toContain('Range');
    await restartWith({ cors: false });
    const closed = await putQuery((await receiver.mint()).url);
    expect(closed.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('what was received', () => {
  test('is served with its type and by ranges, so that a player can seek', async () => {
    const { id, url } = await receiver.mint();
    const webm = file.slice();
    webm.set([0x1a, 0x45, 0xdf, 0xa3]);
    await putChunk(url, webm, 0, total, total);
    const at = `${receiver.origin}/uploads/${id}/file`;
    const whole = await fetch(at);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/webm']);
    expect(new Uint8Array(await whole.arrayBuffer())).toEqual(webm);
    for (const [range, start, end] of [
      ['100-199', 100, 200],
      ['100-', 100, total],
      ['-50', total - 50, total],
    ] as const) {
      const part = await fetch(at, { headers: { range: `bytes=${range}` } });
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end - 1}/${total}`]);
      expect(new Uint8Array(await part.arrayBuffer())).toEqual(webm.slice(start, end));
    }
    expect((await fetch(at, { headers: { range: `bytes=${total}-` } })).status).toBe(416);
  });

  test('is listed on the start page, without its secret', async () => {
    const { id, url } = await receiver.mint();
    const page = await (await fetch(receiver.origin)).text();
    expect(page).toContain(id);
    expect(page).not.toContain(new URL(url).searchParams.get('token'));
    expect(page).not.toContain('<script');
  });
});
