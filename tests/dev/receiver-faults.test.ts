import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Receiver, startReceiver } from '../../dev/receiver/receiver.ts';
import { beginChunk, putChunk, putQuery, sampleBytes, sha256, UNIT_BYTES } from './receiver-client.ts';

const file = sampleBytes(3 * UNIT_BYTES);
const total = file.length;

let receiver: Receiver;
let id: string;
let url: string;
beforeEach(async () => {
  receiver = await startReceiver();
  ({ id, url } = await receiver.mint());
});
afterEach(async () => {
  await receiver.stop();
});

const held = async (): Promise<number> => (await receiver.session(id)).size;
const query = async (): Promise<string | null> => (await putQuery(url)).headers.get('range');

describe('a scripted fault', () => {
  test('with a status stores nothing and answers as ordered, once', async () => {
    receiver.addFault({ do: { status: 503, body: 'later', headers: { 'retry-after': '7' } } });
    const answer = await putChunk(url, file, 0, UNIT_BYTES, null);
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '7', 'later']);
    expect(await held()).toBe(0);
    expect((await putChunk(url, file, 0, UNIT_BYTES, null)).status).toBe(308);
    const { requests } = await receiver.session(id);
    expect(requests.map(({ fault }) => fault)).toEqual(['status', null]);
  });

  test('strikes the kind, the place and the number that it is meant for, that many times', async () => {
    receiver.addFault({ on: { kind: 'middle', nth: 2 }, times: 2, do: { status: 500 } });
    receiver.addFault({ on: { kind: 'finalize' }, do: { status: 501 } });
    receiver.addFault({ on: { kind: 'last', fromByte: 2 * UNIT_BYTES }, do: { status: 502 } });
    receiver.addFault({ on: { method: 'POST' }, do: { status: 504 } });
    const statuses: number[] = [];
    for (let time = 0; time < 4; time += 1) {
      statuses.push((await putChunk(url, file, 0, UNIT_BYTES, null)).status);
    }
    expect(statuses).toEqual([308, 500, 500, 308]);
    expect((await putQuery(url)).status).toBe(308);
    expect((await putQuery(url, total)).status).toBe(501);
    await putChunk(url, file, UNIT_BYTES, 2 * UNIT_BYTES, null);
    expect((await putChunk(url, file, 2 * UNIT_BYTES, total, total)).status).toBe(502);
    expect((await fetch(receiver.mintUrl, { method: 'POST' })).status).toBe(504);
    expect((await fetch(receiver.mintUrl, { method: 'POST' })).status).toBe(201);
  });

  test('can be taken back', async () => {
    receiver.addFault({ do: { status: 503 } });
    receiver.clearFaults();
    expect((await putChunk(url, file, 0, UNIT_BYTES, null)).status).toBe(308);
  });

  test('storePartially keeps that many bytes and reports it', async () => {
    receiver.addFault({ do: { storePartially: UNIT_BYTES } });
    const answer = await putChunk(url, file, 0, total, total);
    expect([answer.status, answer.headers.get('range')]).toEqual([308, `bytes=0-${UNIT_BYTES - 1}`]);
    expect((await putChunk(url, file, UNIT_BYTES, total, total)).status).toBe(200);
    expect((await receiver.session(id)).sha256).toBe(sha256(file));
  });

  test('resetAfterBytes breaks the connection and keeps the whole units that came', async () => {
    receiver.addFault({ do: { resetAfterBytes: UNIT_BYTES + 5 } });
    await expect(putChunk(url, file, 0, total, total)).rejects.toThrow();
    expect(await query()).toBe(`bytes=0-${UNIT_BYTES - 1}`);
    const [first] = (await receiver.session(id)).requests;
    expect(first).toMatchObject({ status: null, fault: 'resetAfterBytes' });
  });

  test('storeThenReset loses the answer, not the bytes', async () => {
    receiver.addFault({ on: { kind: 'last' }, do: { storeThenReset: true } });
    const whole = receiver.completed(id);
    await expect(putChunk(url, file, 0, total, total)).rejects.toThrow();
    await whole;
    expect((await receiver.session(id)).sha256).toBe(sha256(file));
    expect((await putQuery(url)).status).toBe(200);
  });

  test('storeThenTruncateAnswer sends the status line and breaks the body off', async () => {
    receiver.addFault({ do: { storeThenTruncateAnswer: true } });
    const answer = await putChunk(url, file, 0, total, total);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect((await receiver.session(id)).state).toBe('complete');
  });

  test('ackExtra and ackLess make the server lie about what it holds', async () => {
    receiver.addFault({ do: { ackExtra: 10 } });
    const more = await putChunk(url, file, 0, UNIT_BYTES, null);
    expect(more.headers.get('range')).toBe(`bytes=0-${UNIT_BYTES + 9}`);
    receiver.addFault({ do: { ackLess: UNIT_BYTES } });
    const less = await putChunk(url, file, UNIT_BYTES, 2 * UNIT_BYTES, null);
    expect(less.headers.get('range')).toBe(`bytes=0-${UNIT_BYTES - 1}`);
    expect(await held()).toBe(2 * UNIT_BYTES);
    receiver.addFault({ do: { ackLess: 1 } });
    const last = await putChunk(url, file, 2 * UNIT_BYTES, total, total);
    expect([last.status, last.headers.get('x-goog-stored-content-length')]).toEqual([200, String(total - 1)]);
  });

  test('answer308ToLast keeps the session open until its total is named again', async () => {
    receiver.addFault({ do: { answer308ToLast: true } });
    const last = await putChunk(url, file, 0, total, total);
    expect([last.status, last.headers.get('range')]).toEqual([308, `bytes=0-${total - 1}`]);
    expect((await receiver.session(id)).state).toBe('open');
    expect((await putQuery(url, total)).status).toBe(200);
  });

  test('hangMs reads nothing for that long, then continues', async () => {
    receiver.addFault({ do: { hangMs: 30 } });
    const startedMs = performance.now();
    expect((await putChunk(url, file, 0, total, total)).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(25);
  });

  test('that hangs for ever lets a client give up and send again, and nothing of the first attempt is kept', async () => {
    receiver.addFault({ do: { hangMs: Number.POSITIVE_INFINITY } });
    const hanging = beginChunk(url, `bytes 0-${total - 1}/${total}`, total, file.slice(0, 2 * UNIT_BYTES));
    await expect.poll(async () => (await fetch(receiver.origin)).status).toBe(200);
    hanging.abort();
    expect(await query()).toBeNull();
    expect((await putChunk(url, file, 0, total, total)).status).toBe(200);
    expect(await receiver.session(id)).toMatchObject({ sha256: sha256(file), journal: [] });
  });
});

describe('the link', () => {
  test('lets that many bytes a second through, and all at once when the limit is lifted', async () => {
    receiver.setBandwidth(4 * UNIT_BYTES);
    const startedMs = performance.now();
    await putChunk(url, file, 0, UNIT_BYTES, null);
    const tookMs = performance.now() - startedMs;
    expect(tookMs).toBeGreaterThan(180);
    expect(tookMs).toBeLessThan(2_000);
    receiver.setBandwidth(1);
    const slow = putChunk(url, file, UNIT_BYTES, total, total);
    receiver.setBandwidth(null);
    expect((await slow).status).toBe(200);
  });

  test('that is slow does not make an aborted request look alive', async () => {
    receiver.setBandwidth(64 * 1024);
    const slow = beginChunk(url, `bytes 0-${total - 1}/${total}`, total, file.slice(0, 2 * UNIT_BYTES));
    await slow.sent;
    slow.abort();
    const startedMs = performance.now();
    const from = Number(/-(\d+)$/.exec((await query()) ?? '--1')?.[1]) + 1;
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    receiver.setBandwidth(null);
    expect((await putChunk(url, file, from, total, total)).status).toBe(200);
    expect(await receiver.session(id)).toMatchObject({ sha256: sha256(file), journal: [] });
  });

  test('has a latency', async () => {
    receiver.setLatency(50);
    const startedMs = performance.now();
    await putQuery(url);
    expect(performance.now() - startedMs).toBeGreaterThan(45);
  });

  test('that is paused cuts and refuses connections; resumed, the session continues at the same address', async () => {
    receiver.setBandwidth(UNIT_BYTES);
    const cut = putChunk(url, file, 0, total, total);
    const failed = expect(cut).rejects.toThrow();
    await expect.poll(async () => (await fetch(receiver.origin)).status).toBe(200);
    await receiver.pauseNetwork();
    await failed;
    await expect(putQuery(url)).rejects.toThrow();
    receiver.setBandwidth(null);
    await receiver.resumeNetwork();
    const from = await held();
    expect((await putChunk(url, file, from, total, total)).status).toBe(200);
    expect(await receiver.session(id)).toMatchObject({ sha256: sha256(file), journal: [] });
  });
});

describe('a restart', () => {
  test('resumes the sessions of the directory, with their bytes, tokens, dialects and journals', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'reelay-restart-'));
    try {
      const before = await startReceiver({ directory, dialect: { finalStatus: 201 } });
      const upload = await before.mint({ mimeType: 'video/webm' });
      await putChunk(upload.url, file, UNIT_BYTES, 2 * UNIT_BYTES, null);
      await putChunk(upload.url, file, 0, UNIT_BYTES, null);
      const report = await before.session(upload.id);
      await before.stop();
      const after = await startReceiver({ directory, port: before.port });
      expect(await after.session(upload.id)).toEqual(report);
      expect((await putQuery(upload.url)).headers.get('range')).toBe(`bytes=0-${UNIT_BYTES - 1}`);
      expect((await putChunk(upload.url, file, UNIT_BYTES, total, total)).status).toBe(201);
      expect((await after.session(upload.id)).sha256).toBe(sha256(file));
      await after.stop();
      const last = await startReceiver({ directory });
      await last.completed(upload.id);
      expect((await last.session(upload.id)).size).toBe(total);
      await last.stop();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });
});
