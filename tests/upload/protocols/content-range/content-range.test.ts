import { describe, expect, test } from 'vitest';
import { contentRange } from '../../../../lib/upload/protocols/content-range/content-range.ts';
import type { Purpose } from '../../../../lib/upload/protocols/protocol.ts';
import { NOTHING_REMEMBERED } from '../../../../lib/upload/protocols/protocol-state.ts';
import { answer } from '../../../support/answer.ts';

const URL = 'https://storage.googleapis.com/upload?upload_id=1';
const SUBJECT = { state: NOTHING_REMEMBERED, metadata: { filename: 'a.webm', filetype: 'video/webm' } };
const QUERY: Purpose = { kind: 'query' };
const PIECE: Purpose = { kind: 'send', range: { start: 262_144, end: 524_288 }, last: false };
const LAST: Purpose = { kind: 'send', range: { start: 262_144, end: 300_000 }, last: true };
const FINALIZE: Purpose = { kind: 'finalize', totalBytes: 300_000 };
const GAP = 'Invalid request.  According to the Content-Range header, the upload offset exceeds already uploaded size.';

describe('a request', () => {
  test.each([
    ['a piece names its range, inclusive, and no total', PIECE, 'bytes 262144-524287/*'],
    ['the last piece names the total', LAST, 'bytes 262144-299999/300000'],
    ['a status query names nothing', QUERY, 'bytes */*'],
    ['a finalisation names the total only', FINALIZE, 'bytes */300000'],
  ])('%s', (_title, purpose, header) => {
    const request = contentRange.request(purpose, URL, SUBJECT);
    expect(request).toMatchObject({ method: 'PUT', url: URL, headers: { 'Content-Range': header } });
    expect(request.body).toEqual(purpose.kind === 'send' ? purpose.range : null);
  });

  test('a session is given up with DELETE', () => {
    expect(contentRange.cancel(URL)).toEqual({ method: 'DELETE', url: URL, headers: {}, body: null });
  });

  test('a session is never created here', () => {
    expect(() => contentRange.request({ kind: 'create', totalBytes: null }, URL, SUBJECT)).toThrow('not created');
  });
});

describe('308', () => {
  test.each([
    ['bytes=0-0', 1],
    ['bytes=0-262143', 262_144],
    [' bytes=0-9 ', 10],
    ['bytes=0--1', 0],
  ])('Range %j says how much is stored', (range, storedBytes) => {
    for (const purpose of [QUERY, PIECE, LAST, FINALIZE]) {
      expect(contentRange.read(purpose, answer(308, { range }))).toEqual({ kind: 'stored', storedBytes });
    }
  });

  test('without Range it does not say how much is stored', () => {
    expect(contentRange.read(PIECE, answer(308))).toEqual({ kind: 'unreported' });
  });

  test('is never success, not to the last piece either', () => {
    expect(contentRange.read(LAST, answer(308, { range: 'bytes=0-299999' }))).toMatchObject({ kind: 'stored' });
    expect(contentRange.read(LAST, answer(308))).toEqual({ kind: 'unreported' });
  });

  test.each(['bytes=5-9', 'bytes=0-', 'items=0-9', 'bytes=0--2', '', 'bytes=0-9,20-29', '0-9/x', 'bytes0-9'])(
    'with a Range that makes no sense (%j) nothing is believed',
    (range) => {
      expect(contentRange.read(PIECE, answer(308, { range }))).toMatchObject({ kind: 'retry', afterMs: null });
    },
  );
});

test.each(['bytes=0-9', '0-9', 'bytes 0-9', 'Bytes=0-9', 'bytes=0-9/*', 'bytes 0-9/10', 'bytes = 0 - 9', ' 0-9 '])(
  'the Range %j says that ten bytes are stored',
  (range) => {
    expect(contentRange.read(PIECE, answer(308, { range }))).toEqual({ kind: 'stored', storedBytes: 10 });
  },
);

describe('success', () => {
  test.each([200, 201, 204])('%i to a piece that is not the last is no word of what is stored', (status) => {
    expect(contentRange.read(PIECE, answer(status))).toEqual({ kind: 'accepted' });
  });

  test.each([QUERY, LAST, FINALIZE])('is complete to $kind', (purpose) => {
    expect(contentRange.read(purpose, answer(200))).toEqual({ kind: 'complete', storedBytes: null, digests: [] });
  });

  test.each([
    ['in the header of Cloud Storage', { 'x-goog-stored-content-length': '300000' }, '', 300_000],
    ['in its JSON, as text', {}, '{"name":"a","size":"300000"}', 300_000],
    ['in JSON, as a number', {}, ' {"size":300000}', 300_000],
    ['nowhere', {}, 'OK', null],
    ['nowhere in JSON', {}, '{"id":1}', null],
    ['in JSON that is none', {}, '{"size":300000', null],
    ['as nonsense', { 'x-goog-stored-content-length': 'many' }, '{"size":-1}', null],
  ])('the size is reported %s', (_title, headers, text, storedBytes) => {
    expect(contentRange.read(LAST, answer(200, headers, text))).toMatchObject({ kind: 'complete', storedBytes });
  });

  test('of a body that was cut off nothing is read, of the headers all', () => {
    const cut = { ...answer(200, {}, '{"size":300000}'), truncated: true };
    expect(contentRange.read(LAST, cut)).toMatchObject({ storedBytes: null });
    const headers = { 'x-goog-stored-content-length': '5' };
    expect(contentRange.read(LAST, { ...cut, headers })).toMatchObject({ storedBytes: 5 });
  });

  test('digests are read from x-goog-hash, one or both', () => {
    const digestsOf = (hash: string) => contentRange.read(LAST, answer(200, { 'x-goog-hash': hash }));
    expect(digestsOf('crc32c=AAAAAA==,md5=1B2M2Y8AsgTpgAmY7PhCfg==')).toMatchObject({
      digests: [
        { algorithm: 'crc32c', base64: 'AAAAAA==' },
        { algorithm: 'md5', base64: '1B2M2Y8AsgTpgAmY7PhCfg==' },
      ],
    });
    expect(digestsOf('sha1=abc')).toMatchObject({ digests: [] });
  });
});

test('checksums are read from the JSON of Cloud Storage where its header is missing', () => {
  const text = '{"size":"5","crc32c":"AAAAAA==","md5Hash":"1B2M2Y8AsgTpgAmY7PhCfg=="}';
  expect(contentRange.read(LAST, answer(200, {}, text))).toEqual({
    kind: 'complete',
    storedBytes: 5,
    digests: [
      { algorithm: 'crc32c', base64: 'AAAAAA==' },
      { algorithm: 'md5', base64: '1B2M2Y8AsgTpgAmY7PhCfg==' },
    ],
  });
  expect(contentRange.read(LAST, answer(200, {}, '{"crc32c":"odd","md5Hash":7}'))).toMatchObject({ digests: [] });
});

describe('HEAD', () => {
  const MEASURE: Purpose = { kind: 'measure' };

  test.each([
    ['has the length of the file', answer(200, { 'content-length': '250' }), 250],
    ['says nothing about a compressed file', answer(200, { 'content-length': '9', 'content-encoding': 'gzip' }), null],
    ['says nothing when it is refused', answer(405, { 'content-length': '9' }), null],
  ])('%s', (_title, given, sizeBytes) => {
    expect(contentRange.read(MEASURE, given)).toEqual({ kind: 'measured', sizeBytes });
  });

  test.each([answer(404), answer(410)])('says that there is no file', (given) => {
    expect(contentRange.read(MEASURE, given)).toEqual({ kind: 'measured', sizeBytes: null, isMissing: true });
  });

  test.each([answer(200, { 'content-length': '0' }), answer(200), answer(204)])(
    'says yes and shows no file',
    (given) => {
      const hollow = { kind: 'measured', sizeBytes: null, isMissing: true, isHollow: true };
      expect(contentRange.read(MEASURE, given)).toEqual(hollow);
    },
  );

  test('is asked again later where the server is not well', () => {
    expect(contentRange.read(MEASURE, answer(503)).kind).toBe('retry');
  });
});

test('a date in Retry-After counts from the date of the answer, when the server sends one', () => {
  const headers = { date: 'Thu, 01 Jan 1970 01:00:00 GMT', 'retry-after': 'Thu, 01 Jan 1970 01:00:07 GMT' };
  expect(contentRange.read(PIECE, answer(503, headers))).toMatchObject({ afterMs: 7_000 });
});

test('413: the request is too large for something on the way', () => {
  expect(contentRange.read(PIECE, answer(413))).toEqual({ kind: 'too-large', status: 413 });
});

describe('a gap', () => {
  test.each([PIECE, LAST, FINALIZE])(
    'that is refused to $kind asks for another offset, whatever the form',
    (purpose) => {
      expect(contentRange.read(purpose, answer(416))).toEqual({ kind: 'resynchronise' });
      expect(contentRange.read(purpose, answer(503, {}, GAP))).toEqual({ kind: 'resynchronise' });
    },
  );

  test('503 without these words is a server that is not well', () => {
    expect(contentRange.read(PIECE, answer(503, {}, 'Service Unavailable'))).toMatchObject({ kind: 'retry' });
  });
});

describe('a status query', () => {
  test.each([400, 404, 405, 416, 501])('that gets %i may have met a live server that does not know it', (status) => {
    expect(contentRange.read(QUERY, answer(status))).toEqual({ kind: 'not-queryable', status });
  });

  test.each([401, 403, 410, 499])('that gets %i has met a dead session', (status) => {
    expect(contentRange.read(QUERY, answer(status))).toMatchObject({ kind: 'final', problem: { status } });
  });

  test('has no offset that could be refused', () => {
    expect(contentRange.read(QUERY, answer(503, {}, GAP))).toMatchObject({ kind: 'retry' });
  });
});

describe('a failure', () => {
  test.each([408, 425, 429, 500, 502, 503, 504, 507, 599])('%i may pass', (status) => {
    for (const purpose of [QUERY, PIECE, LAST, FINALIZE]) {
      expect(contentRange.read(purpose, answer(status))).toMatchObject({ kind: 'retry', afterMs: null });
    }
  });

  test('that may pass is waited for as long as Retry-After says, in seconds or as a date', () => {
    expect(contentRange.read(PIECE, answer(429, { 'retry-after': '9' }))).toMatchObject({ afterMs: 9_000 });
    const date = new Date(20_000).toUTCString();
    expect(contentRange.read(PIECE, answer(503, { 'retry-after': date }))).toMatchObject({ afterMs: 20_000 });
  });

  test.each([
    [400, 'refused'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'gone'],
    [405, 'refused'],
    [409, 'refused'],
    [410, 'gone'],
    [411, 'refused'],
    [415, 'refused'],
    [499, 'cancelled'],
    [501, 'refused'],
    [505, 'refused'],
    [302, 'refused'],
  ])('%i is final: %s', (status, kind) => {
    for (const purpose of [PIECE, LAST, FINALIZE]) {
      expect(contentRange.read(purpose, answer(status))).toEqual({ kind: 'final', problem: { kind, status } });
    }
  });
});
