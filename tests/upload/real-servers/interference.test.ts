import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { idsIn } from '../../../lib/recording/message.ts';
import { type Meddle, startMeddler } from '../../support/meddler.ts';
import { nodeTransport } from '../../support/node-transport.ts';
import { type RealServer, startTus, startUploadx } from '../../support/real-servers.ts';
import { type UploadReport, uploadRecording } from '../../support/upload-recording.ts';

/* What proxies, sign-in pages and hooks do between here and a real server: it is complete only when the server has it. */

const KIB = 1024;
const LENGTH_BYTES = 5 * 256 * KIB + 123_456;
const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function sendThrough(server: RealServer, meddle: Meddle, chunkBytes = 256 * KIB): Promise<UploadReport> {
  const meddler = await startMeddler(meddle);
  stops.push(meddler.stop, server.stop);
  const bytes = new Uint8Array(randomBytes(LENGTH_BYTES));
  const url = meddler.through(await server.uploadUrl());
  const report = await uploadRecording({ url, bytes, chunkBytes, transport: nodeTransport() });
  expect(report.end, report.log.join('\n')).toMatchObject({ kind: 'complete' });
  expect(server.hasFinished()).toBe(true);
  expect(Buffer.compare(await server.storedBytes(), bytes)).toBe(0);
  return report;
}

test('a maintenance page for the last piece, 200 and plain text, is no success', async () => {
  let pages = 0;
  await sendThrough(await startUploadx(), ({ headers }, response) => {
    const isLast = headers['content-range']?.endsWith(`/${LENGTH_BYTES}`) ?? false;
    if (!isLast || pages === 2) return false;
    pages += 1;
    response.writeHead(200, { 'content-type': 'text/plain' }).end('We are back in a minute.');
    return true;
  });
  expect(pages).toBe(2);
});

test('a sign-in page for everything, 200 and HTML, ends nothing', async () => {
  let requests = 0;
  await sendThrough(await startUploadx(), ({ method }, response) => {
    requests += 1;
    if (method !== 'PUT' || requests % 3 !== 0) return false;
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Sign in</title>');
    return true;
  });
});

test('a firewall that refuses every fourth request ends nothing', async () => {
  let requests = 0;
  await sendThrough(await startUploadx(), ({ method }, response) => {
    requests += 1;
    if (method !== 'PUT' || requests % 4 !== 0) return false;
    response.writeHead(403, { 'content-type': 'text/html' }).end('<html>Forbidden</html>');
    return true;
  });
});

test('a limit of 300 kB for a body, as nginx sets one, gets smaller pieces', async () => {
  const { log } = await sendThrough(
    await startUploadx(),
    ({ headers }, response) => {
      if (Number(headers['content-length'] ?? 0) <= 300_000) return false;
      response.writeHead(413, { 'content-type': 'text/html' }).end('<html>Request Entity Too Large</html>');
      return true;
    },
    1024 * KIB,
  );
  expect(log.flatMap(idsIn)).toContain('upload.smallerPieces');
});

test('a tus server whose hook refuses to finish is asked to finish, until it does', async () => {
  const server = await startTus({ defersLength: true, refusals: 2 });
  await sendThrough(server, () => false);
});
