import { describe, expect, test } from 'vitest';
import type { Receiver } from '../../dev/receiver/receiver.ts';
import { putChunk, putQuery, sampleBytes, sha256, UNIT_BYTES, useReceiver } from './receiver-client.ts';

const file = sampleBytes(2 * UNIT_BYTES + 1_000);

const total = file.length;

let receiver: Receiver;
const restartWith = useReceiver((started) => {
  receiver = started;
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
