import { stat } from 'node:fs/promises';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { Receiver } from '../../dev/receiver/receiver.ts';
import { beginChunk, putChunk, putQuery, sampleBytes, sha256, UNIT_BYTES, useReceiver } from './receiver-client.ts';

const file = sampleBytes(2 * UNIT_BYTES + 1_000);

const total = file.length;

let receiver: Receiver;
useReceiver((started) => {
  receiver = started;
});

async function kinds(id: string): Promise<string[]> {
  return (await receiver.session(id)).journal.map(({ kind }) => kind);
}

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
