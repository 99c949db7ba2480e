import { describe, expect, test } from 'vitest';
import type { Receiver } from '../../dev/receiver/receiver.ts';
import { putChunk, putQuery, sampleBytes, UNIT_BYTES, useReceiver } from './receiver-client.ts';

const file = sampleBytes(2 * UNIT_BYTES + 1_000);

const total = file.length;

let receiver: Receiver;
const restartWith = useReceiver((started) => {
  receiver = started;
});

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
