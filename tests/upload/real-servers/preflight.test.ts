import { afterEach, describe, expect, test } from 'vitest';
import { tus } from '../../../lib/upload/protocols/tus/tus.ts';
import { type Preflight, preflight } from '../../../lib/upload/url/preflight.ts';
import { nodeTransport } from '../../support/node-transport.ts';
import { type RealServer, startTus, startUploadx } from '../../support/real-servers.ts';
import { uploadRecording } from '../../support/upload-recording.ts';

const CHUNK_BYTES = 256 * 1024;
const transport = nodeTransport();
let server: RealServer;

afterEach(() => server.stop());

describe('@uploadx/core', () => {
  test('a session shows nothing to HEAD but takes pieces, and asking doesn’t change it', async () => {
    server = await startUploadx();
    const url = await server.uploadUrl();
    for (let times = 0; times < 3; times += 1) expect(await ask(url)).toEqual({ kind: 'unknown', status: 405 });
    const { end } = await uploadRecording({ url, bytes: new Uint8Array(10), chunkBytes: CHUNK_BYTES, transport });
    expect(end.kind).toBe('complete');
  });
});

describe('@tus/server', () => {
  test.each([true, false])(
    'an endpoint is fresh, and says whether it takes a deferred length (%j)',
    async (defersLength) => {
      server = await startTus({ defersLength });
      const expected: Preflight = { kind: 'fresh', protocol: 'tus', endpoint: true, needsLength: !defersLength };
      expect(await ask(await server.uploadUrl())).toEqual(expected);
    },
  );

  test('an upload is fresh, then used, then finished', async () => {
    server = await startTus({ defersLength: true });
    const url = await created({ 'Upload-Defer-Length': '1' });
    expect(await ask(url)).toEqual({ kind: 'fresh', protocol: 'tus', endpoint: false, needsLength: false });
    await patch(url, 0, 7, {});
    expect(await ask(url)).toEqual({ kind: 'used', protocol: 'tus', storedBytes: 7 });
    await patch(url, 7, 3, { 'Upload-Length': '10' });
    expect(await ask(url)).toEqual({ kind: 'finished', protocol: 'tus' });
  });

  test('an upload that was created for another file cannot take a recording', async () => {
    server = await startTus({ defersLength: true });
    expect(await ask(await created({ 'Upload-Length': '10' }))).toEqual({
      kind: 'refused',
      protocol: 'tus',
      problem: { kind: 'fixed-length', lengthBytes: 10 },
    });
  });

  test('a created upload takes a recording, and can be given up', async () => {
    server = await startTus({ defersLength: true });
    const url = await created({ 'Upload-Defer-Length': '1' });
    const { end } = await uploadRecording({ url, bytes: new Uint8Array(10), chunkBytes: CHUNK_BYTES, transport });
    expect(end.kind).toBe('complete');
    const other = await created({ 'Upload-Defer-Length': '1' });
    const cancel = tus.cancel(other);
    if (cancel === null) throw new Error('tus knows how to give up an upload.');
    const { method, headers } = cancel;
    expect((await fetch(other, { method, headers })).status).toBe(204);
    expect((await fetch(other, { method: 'HEAD', headers })).status).toBe(404);
  });
});

function ask(url: string): Promise<Preflight> {
  const ports = {
    transport,
    timeoutMs: 5_000,
    takeUploadLock: async () => ({ release: () => undefined }),
    isThere: async () => true,
    hasHostPermission: async () => true,
    isTaken: async () => false,
    isSentByDeleted: async () => false,
  };
  return preflight(url, ports, new AbortController().signal);
}

async function created(length: Record<string, string>): Promise<string> {
  const headers = { 'Tus-Resumable': '1.0.0', ...length };
  const endpoint = await server.uploadUrl();
  const answer = await fetch(endpoint, { method: 'POST', headers });
  return new URL(answer.headers.get('location') ?? '', endpoint).href;
}

async function patch(url: string, offset: number, bytes: number, more: Record<string, string>): Promise<void> {
  const headers = {
    'Tus-Resumable': '1.0.0',
    'Content-Type': 'application/offset+octet-stream',
    'Upload-Offset': String(offset),
    ...more,
  };
  expect((await fetch(url, { method: 'PATCH', headers, body: new Uint8Array(bytes) })).status).toBe(204);
}
