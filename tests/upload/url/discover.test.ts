import { describe, expect, test } from 'vitest';
import type { Sending } from '../../../lib/recording/target.ts';
import type { Answer, UploadRequest } from '../../../lib/upload/protocols/protocol.ts';
import { discover } from '../../../lib/upload/url/discover.ts';
import { answer } from '../../support/answer.ts';

type Method = UploadRequest['method'];

const SESSION = 'https://uploads.example/upload/abc';
const S3 = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=x';
const TUS = { 'tus-resumable': '1.0.0' };
const EXTENSIONS = { ...TUS, 'tus-version': '1.0.0', 'tus-extension': 'creation,creation-defer-length,termination' };

describe('by its look, without a request', () => {
  test.each([
    'https://storage.googleapis.com/upload/storage/v1/b/x/o?uploadType=resumable&upload_id=abc',
    'https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable&upload_id=abc',
    'https://direct-uploads.oci-us-ashburn-1-vop1.production.mux.com/upload/abc?token=x',
  ])('a session of Cloud Storage or Mux is known: %s', async (url) => {
    expect(await found(url, {})).toMatchObject({
      discovery: { kind: 'session', protocol: 'content-range' },
      asked: [],
    });
  });

  test('a URL that is signed for a file takes it whole', async () => {
    expect(await found(S3, {})).toMatchObject({ discovery: { kind: 'whole', why: 'signed' }, asked: [] });
  });

  test('a URL that is signed for something else is of no use', async () => {
    const { discovery, asked } = await found(`${S3}&x-id=GetObject`, {});
    expect(discovery).toMatchObject({ kind: 'unusable' });
    expect(asked).toEqual([]);
  });

  test('the wish for one file after Stop needs no question', async () => {
    expect(await found(SESSION, {}, 'after-stop')).toMatchObject({
      discovery: { kind: 'whole', why: 'chosen' },
      asked: [],
    });
  });
});

describe('nothing but HEAD and OPTIONS is sent, whatever comes back', () => {
  test.each([200, 204, 308, 400, 401, 403, 404, 405, 410, 416, 499, 501, 503])('HEAD %i', async (status) => {
    for (const url of [SESSION, 'http://127.0.0.1:8000/files?upload_id=abc', S3]) {
      const { asked } = await found(url, { HEAD: answer(status), OPTIONS: answer(status) });
      expect(asked.filter((method) => method !== 'HEAD' && method !== 'OPTIONS')).toEqual([]);
    }
  });

  test('silence: HEAD comes once more, without a header for which a browser asks for leave', async () => {
    const { asked, headers } = await found(SESSION, {});
    expect(asked).toEqual(['HEAD', 'OPTIONS', 'HEAD']);
    expect(headers[2]).toEqual({});
  });
});

describe('by what HEAD says', () => {
  test.each([400, 404, 405, 501, 410])('%i shows nothing', async (status) => {
    expect((await found(SESSION, { HEAD: answer(status), OPTIONS: answer(204) })).discovery).toEqual({
      kind: 'unknown',
      status,
    });
  });

  test.each([answer(200), answer(200, { 'content-length': '0' }), answer(204)])(
    'a success without a length, too',
    async (head) => {
      expect((await found(SESSION, { HEAD: head, OPTIONS: answer(204) })).discovery).toMatchObject({ kind: 'unknown' });
    },
  );

  test.each([answer(308), answer(204, { range: 'bytes=0--1' }), answer(200, { range: 'bytes=0-9' })])(
    'a session shows itself',
    async (head) => {
      expect((await found(SESSION, { HEAD: head })).discovery).toEqual({ kind: 'session', protocol: 'content-range' });
    },
  );

  test('something with a length lies there already', async () => {
    const head = answer(200, { 'content-length': '5', 'content-type': 'video/webm' });
    expect((await found(SESSION, { HEAD: head, OPTIONS: answer(204) })).discovery).toEqual({
      kind: 'occupied',
      lengthBytes: 5,
    });
    expect((await found(SESSION, { HEAD: head }, 'while-recording')).discovery).toMatchObject({ kind: 'occupied' });
  });

  test.each([
    ['nginx', { 'last-modified': 'Sun, 29 Nov 2026 08:08:45 GMT', 'content-encoding': 'gzip' }],
    ['Apache', { etag: '"186a0-66165cd5b5885-gzip"', 'content-type': 'video/webm' }],
  ])('so does what %s compresses, whose length it leaves out', async (_server, headers) => {
    const { discovery } = await found(SESSION, { HEAD: answer(200, headers), OPTIONS: answer(204) });
    expect(discovery).toEqual({ kind: 'occupied', lengthBytes: null });
    const empty = answer(200, { ...headers, 'content-length': '0' });
    expect((await found(SESSION, { HEAD: empty, OPTIONS: answer(204) })).discovery.kind).toBe('unknown');
  });

  test('a web page is not what lies there', async () => {
    const head = answer(200, { 'content-length': '5', 'content-type': 'Text/HTML; charset=utf-8' });
    expect((await found(SESSION, { HEAD: head })).discovery).toEqual({ kind: 'elsewhere', redirectedTo: null });
  });

  test('a redirected answer is that of another address', async () => {
    const head = {
      ...answer(200, { 'upload-offset': '0', 'content-length': '5' }),
      redirectedTo: 'https://other.example',
    };
    expect((await found(SESSION, { HEAD: head, OPTIONS: head })).discovery).toEqual({
      kind: 'elsewhere',
      redirectedTo: 'https://other.example',
    });
  });

  test.each([401, 403])(
    '%i lets nobody see: the file goes there whole, unless the person knows better',
    async (status) => {
      const answers = { HEAD: answer(status), OPTIONS: answer(status) };
      expect((await found(SESSION, answers)).discovery).toEqual({ kind: 'whole', why: 'hidden' });
      expect((await found(SESSION, answers, 'while-recording')).discovery).toEqual({ kind: 'unknown', status });
      expect((await found(`${SESSION}?upload_id=a`, answers)).discovery).toEqual({ kind: 'unknown', status });
    },
  );
});

describe('a tus upload', () => {
  test.each([200, 204])('says by %i how much of it is stored', async (status) => {
    const head = answer(status, { ...TUS, 'upload-offset': '0', 'upload-defer-length': '1' });
    expect(await found(SESSION, { HEAD: head })).toMatchObject({
      discovery: { kind: 'upload', protocol: 'tus', outcome: { kind: 'stored', storedBytes: 0, lengthBytes: null } },
      asked: ['HEAD'],
    });
  });

  test('is distinguished from an endpoint by "gone" and "locked"', async () => {
    expect((await found(SESSION, { HEAD: answer(410, TUS) })).discovery).toEqual({
      kind: 'upload',
      protocol: 'tus',
      outcome: { kind: 'final', problem: { kind: 'gone', status: 410 } },
    });
    expect((await found(SESSION, { HEAD: answer(423, TUS) })).discovery).toMatchObject({
      kind: 'upload',
      protocol: 'tus',
    });
  });
});

describe('a tus endpoint', () => {
  test.each([200, 400, 403, 404, 405])('answers HEAD with %i and names its extensions', async (status) => {
    const { discovery } = await found(SESSION, { HEAD: answer(status, TUS), OPTIONS: answer(204, EXTENSIONS) });
    expect(discovery).toEqual({ kind: 'endpoint', protocol: 'tus', needsLength: false });
  });

  test('is known by OPTIONS alone when something in front of it answers HEAD', async () => {
    const { discovery } = await found(SESSION, { HEAD: answer(405), OPTIONS: answer(204, EXTENSIONS) });
    expect(discovery).toEqual({
      kind: 'endpoint',
      protocol: 'tus',
      needsLength: false,
      interference: { status: 405, redirectedTo: null },
    });
  });

  test('without deferred length gets the upload after the recording', async () => {
    const options = answer(204, { ...TUS, 'tus-extension': 'creation, expiration' });
    const { discovery } = await found(SESSION, { HEAD: answer(404, TUS), OPTIONS: options });
    expect(discovery).toEqual({ kind: 'endpoint', protocol: 'tus', needsLength: true });
  });

  test('whose extensions are unknown is tried without a length', async () => {
    const { discovery } = await found(SESSION, { HEAD: answer(404, TUS) });
    expect(discovery).toEqual({ kind: 'endpoint', protocol: 'tus', needsLength: null });
  });

  test('that creates nothing is of no use', async () => {
    const options = answer(204, { ...TUS, 'tus-extension': 'termination' });
    const { discovery } = await found(SESSION, { HEAD: answer(404, TUS), OPTIONS: options });
    expect(discovery).toEqual({ kind: 'no-uploads', protocol: 'tus' });
  });
});

describe('nothing is concluded', () => {
  test('when nobody answers', async () => {
    const { discovery } = await found(SESSION, {});
    expect(discovery).toEqual({ kind: 'no-answer', status: null, retryAfterMs: null });
  });

  test.each([429, 500, 503])('from %i, and Retry-After is passed on', async (status) => {
    const busy = answer(status, { 'retry-after': '3' });
    expect((await found(SESSION, { HEAD: busy, OPTIONS: busy })).discovery).toEqual({
      kind: 'no-answer',
      status,
      retryAfterMs: 3_000,
    });
  });

  test('from a tus server that is overloaded', async () => {
    const { discovery } = await found(SESSION, { HEAD: answer(503, TUS), OPTIONS: answer(204, EXTENSIONS) });
    expect(discovery).toMatchObject({ kind: 'no-answer', status: 503 });
  });
});

async function found(url: string, answers: Partial<Record<Method, Answer>>, sending: Sending | null = null) {
  const asked: Method[] = [];
  const headers: UploadRequest['headers'][] = [];
  const discovery = await discover(url, sending, async (request) => {
    asked.push(request.method);
    headers.push(request.headers);
    return answers[request.method] ?? null;
  });
  return { discovery, asked, headers };
}
