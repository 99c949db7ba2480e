import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { verifyDigests } from '../../../../lib/engine/uploading/verify-digests.ts';
import type { Outcome, Purpose } from '../../../../lib/upload/protocols/protocol.ts';
import { NOTHING_REMEMBERED } from '../../../../lib/upload/protocols/protocol-state.ts';
import { put } from '../../../../lib/upload/protocols/put/put.ts';
import { answer } from '../../../support/answer.ts';

const S3 = 'https://b.s3.amazonaws.com/k?X-Amz-Signature=a&X-Amz-SignedHeaders=host';
const SEND: Purpose = { kind: 'send', range: { start: 0, end: 10 }, last: true };
const SUBJECT = { state: NOTHING_REMEMBERED, metadata: { filename: 'a.webm', filetype: 'video/webm' } };
const BYTES = new Uint8Array(10).fill(7);
const MD5 = createHash('md5').update(BYTES).digest();

describe('the request', () => {
  test('is one PUT of the whole file, without a range', () => {
    expect(put.request(SEND, 'https://h.example/a', SUBJECT)).toEqual({
      method: 'PUT',
      url: 'https://h.example/a',
      headers: { 'Content-Type': 'video/webm' },
      body: { start: 0, end: 10 },
    });
  });

  test.each([
    [S3, { 'Content-Type': 'video/webm' }],
    [`${S3}%3Bcontent-type`, { 'Content-Type': 'video/webm' }],
    ['https://b.s3.amazonaws.com/k?AWSAccessKeyId=A&Signature=s', {}],
    [
      'https://a.blob.core.windows.net/c/b?sv=1&se=2&sig=3',
      { 'Content-Type': 'video/webm', 'x-ms-blob-type': 'BlockBlob' },
    ],
  ])('has a media type only where that cannot break the signature: %s', (url, headers) => {
    expect(put.request(SEND, url, SUBJECT).headers).toEqual(headers);
  });

  test('is never taken back: at a file server DELETE would delete what was there before', () => {
    expect(put.cancel(S3)).toBeNull();
  });
});

describe('the answer', () => {
  test.each([200, 201, 204])('%i is success', (status) => {
    expect(put.read(SEND, answer(status))).toEqual({ kind: 'complete', storedBytes: null, digests: [] });
  });

  test.each([
    [403, 'forbidden'],
    [404, 'gone'],
    [413, 'too-large'],
    [308, 'refused'],
    [400, 'refused'],
  ])('%i ends it: %s', (status, kind) => {
    expect(put.read(SEND, answer(status))).toMatchObject({ kind: 'final', problem: { kind } });
  });

  test('503 asks to try again, and a web page is no store’s answer', () => {
    expect(put.read(SEND, answer(503, { 'retry-after': '3' }))).toMatchObject({ kind: 'retry', afterMs: 3_000 });
    expect(put.read(SEND, answer(200, { 'content-type': 'text/html' }, '<p>Sign in'))).toMatchObject({ kind: 'retry' });
  });

  test('400 after a connection stood still is no refusal', () => {
    const text = '<?xml version="1.0"?><Error><Code>RequestTimeout</Code></Error>';
    expect(put.read(SEND, { ...answer(400), text })).toMatchObject({ kind: 'retry' });
  });

  test('to HEAD names the size; a signed URL refuses HEAD, which says nothing', () => {
    expect(put.read({ kind: 'query' }, answer(200, { 'content-length': '10' }))).toMatchObject({ storedBytes: 10 });
    expect(put.read({ kind: 'query' }, answer(403))).toEqual({ kind: 'not-queryable', status: 403 });
  });
});

describe('what the store computed', () => {
  test.each([
    ['ETag', { etag: `"${MD5.toString('hex')}"` }, 'agrees'],
    ['the ETag of encrypted files, or of parts', { etag: `"${'0'.repeat(32)}"` }, 'not-compared'],
    ['an ETag that is no MD5', { etag: `"${MD5.toString('hex')}-3"` }, 'not-compared'],
    ['Content-MD5', { 'content-md5': MD5.toString('base64') }, 'agrees'],
    ['another Content-MD5', { 'content-md5': createHash('md5').digest('base64') }, 'differs'],
    ['x-goog-hash', { 'x-goog-hash': `md5=${MD5.toString('base64')}` }, 'agrees'],
    [
      'another x-goog-hash, whatever ETag says',
      { etag: `"${MD5.toString('hex')}"`, 'x-goog-hash': 'crc32c=AAAAAA==' },
      'differs',
    ],
  ])('%s', async (_header, headers, verdict) => {
    const { digests } = complete(put.read(SEND, answer(200, headers)));
    const recording = {
      committedBytes: 10,
      read: (start: number, into: Uint8Array) => into.set(BYTES.subarray(start)),
    };
    expect((await verifyDigests(digests, null, recording, new AbortController().signal)).kind).toBe(verdict);
  });
});

function complete(outcome: Outcome): Extract<Outcome, { kind: 'complete' }> {
  if (outcome.kind !== 'complete') throw new Error(outcome.kind);
  return outcome;
}
