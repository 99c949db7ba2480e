import { describe, expect, test } from 'vitest';
import type { Purpose } from '../../../../lib/upload/protocols/protocol.ts';
import { NOTHING_REMEMBERED } from '../../../../lib/upload/protocols/protocol-state.ts';
import { tus } from '../../../../lib/upload/protocols/tus/tus.ts';
import { answer } from '../../../support/answer.ts';

const URL_OF_UPLOAD = 'https://tus.example/files/abc';
const METADATA = { filename: 'recording.webm', filetype: 'video/webm' };
const DEFERRED = { state: NOTHING_REMEMBERED, metadata: METADATA };
const LENGTH_KNOWN = { state: { ...NOTHING_REMEMBERED, lengthAtServer: true }, metadata: METADATA };
const HAS_LENGTH = { lengthAtServer: true };
const QUERY: Purpose = { kind: 'query' };
const MIDDLE: Purpose = { kind: 'send', range: { start: 100, end: 200 }, last: false };
const LAST: Purpose = { kind: 'send', range: { start: 200, end: 250 }, last: true };
const FINALIZE: Purpose = { kind: 'finalize', totalBytes: 250 };

describe('what is sent', () => {
  test('creates an upload without a length while the recording may still grow', () => {
    const request = tus.request({ kind: 'create', totalBytes: null }, 'https://tus.example/files', DEFERRED);
    expect(request).toEqual({
      method: 'POST',
      url: 'https://tus.example/files',
      headers: {
        'Tus-Resumable': '1.0.0',
        'Upload-Defer-Length': '1',
        'Upload-Metadata': `filename ${btoa('recording.webm')},filetype ${btoa('video/webm')}`,
      },
      body: null,
    });
  });

  test('creates an upload with its length when that is known', () => {
    const { headers } = tus.request({ kind: 'create', totalBytes: 250 }, URL_OF_UPLOAD, DEFERRED);
    expect(headers).toMatchObject({ 'Upload-Length': '250' });
    expect(headers).not.toHaveProperty('Upload-Defer-Length');
  });

  test('leaves the type out of the metadata while it is not known', () => {
    const subject = { state: NOTHING_REMEMBERED, metadata: { filename: 'a', filetype: null } };
    const { headers } = tus.request({ kind: 'create', totalBytes: null }, URL_OF_UPLOAD, subject);
    expect(headers['Upload-Metadata']).toBe('filename YQ==');
  });

  test('asks by HEAD how much is stored', () => {
    expect(tus.request(QUERY, URL_OF_UPLOAD, DEFERRED)).toEqual({
      method: 'HEAD',
      url: URL_OF_UPLOAD,
      headers: { 'Tus-Resumable': '1.0.0' },
      body: null,
    });
  });

  test('sends a piece with its offset and without a length', () => {
    expect(tus.request(MIDDLE, URL_OF_UPLOAD, DEFERRED)).toEqual({
      method: 'PATCH',
      url: URL_OF_UPLOAD,
      headers: {
        'Tus-Resumable': '1.0.0',
        'Content-Type': 'application/offset+octet-stream',
        'Upload-Offset': '100',
      },
      body: { start: 100, end: 200 },
    });
  });

  test('names the length with the last piece', () => {
    const { headers, body } = tus.request(LAST, URL_OF_UPLOAD, DEFERRED);
    expect(headers).toMatchObject({ 'Upload-Offset': '200', 'Upload-Length': '250' });
    expect(body).toEqual({ start: 200, end: 250 });
  });

  test('names the length with an empty PATCH when every byte is there', () => {
    const { method, headers, body } = tus.request(FINALIZE, URL_OF_UPLOAD, DEFERRED);
    expect(method).toBe('PATCH');
    expect(headers).toMatchObject({ 'Upload-Offset': '250', 'Upload-Length': '250' });
    expect(body).toBeNull();
  });

  test.each([LAST, FINALIZE])('never names a length that the server has: it would refuse ($kind)', (purpose) => {
    expect(tus.request(purpose, URL_OF_UPLOAD, LENGTH_KNOWN).headers).not.toHaveProperty('Upload-Length');
  });

  test('gives an upload up by DELETE', () => {
    expect(tus.cancel(URL_OF_UPLOAD)).toEqual({
      method: 'DELETE',
      url: URL_OF_UPLOAD,
      headers: { 'Tus-Resumable': '1.0.0' },
      body: null,
    });
  });
});

describe('what an answer means', () => {
  test('201 with Location: created there', () => {
    const outcome = tus.read({ kind: 'create', totalBytes: null }, answer(201, { location: '/files/x' }));
    expect(outcome).toEqual({
      kind: 'created',
      location: '/files/x',
      remember: { needsLength: false, lengthAtServer: false },
    });
  });

  test.each([200, 204])('%i to HEAD with an offset: that much is stored, and a length is awaited', (status) => {
    const outcome = tus.read(QUERY, answer(status, { 'upload-offset': '70', 'upload-defer-length': '1' }));
    expect(outcome).toEqual({
      kind: 'stored',
      storedBytes: 70,
      lengthBytes: null,
      remember: { lengthAtServer: false },
    });
  });

  test('HEAD with an offset below the length: that much of it is stored', () => {
    const outcome = tus.read(QUERY, answer(200, { 'upload-offset': '70', 'upload-length': '250' }));
    expect(outcome).toEqual({ kind: 'stored', storedBytes: 70, lengthBytes: 250, remember: HAS_LENGTH });
  });

  test('HEAD with an offset that is the length: complete', () => {
    const outcome = tus.read(QUERY, answer(200, { 'upload-offset': '250', 'upload-length': '250' }));
    expect(outcome).toEqual({ kind: 'complete', storedBytes: 250, digests: [], inferred: true, remember: HAS_LENGTH });
  });

  test('204 to a middle piece: stored, and never complete', () => {
    expect(tus.read(MIDDLE, answer(204, { 'upload-offset': '200' }))).toEqual({ kind: 'stored', storedBytes: 200 });
  });

  test('204 to a partly stored piece: stored up to there', () => {
    expect(tus.read(LAST, answer(204, { 'upload-offset': '220' }))).toEqual({
      kind: 'stored',
      storedBytes: 220,
      remember: HAS_LENGTH,
    });
  });

  test.each([LAST, FINALIZE])('204 with the whole length to the request that named it: complete ($kind)', (purpose) => {
    const outcome = tus.read(purpose, answer(204, { 'upload-offset': '250' }));
    expect(outcome).toEqual({ kind: 'complete', storedBytes: 250, digests: [], remember: HAS_LENGTH });
  });

  test.each([undefined, '-1', 'x', '1.5', ''])('success with the offset %j says nothing: ask again', (offset) => {
    const headers = offset === undefined ? {} : { 'upload-offset': offset };
    expect(tus.read(QUERY, answer(200, headers)).kind).toBe('retry');
    expect(tus.read(LAST, answer(204, headers)).kind).toBe('retry');
  });

  test('409: the server expects another offset', () => {
    expect(tus.read(MIDDLE, answer(409))).toEqual({ kind: 'resynchronise' });
  });

  test.each([
    [423, 'upload.uploadLocked'],
    [460, 'upload.damagedOnTheWay'],
    [500, 'upload.serverAnswered'],
    [503, 'upload.serverBusy'],
  ])('%i: waiting may help', (status, id) => {
    expect(tus.read(MIDDLE, answer(status))).toEqual({
      kind: 'retry',
      afterMs: null,
      reason: { id, status },
    });
  });

  test('honours Retry-After', () => {
    expect(tus.read(MIDDLE, answer(503, { 'retry-after': '7' }))).toMatchObject({ afterMs: 7_000 });
  });

  test.each([
    [400, 'refused'],
    [401, 'forbidden'],
    [403, 'forbidden'],
    [404, 'gone'],
    [410, 'gone'],
    [412, 'other-version'],
    [415, 'refused'],
  ])('%i is final for the URL: %s', (status, kind) => {
    for (const purpose of [QUERY, MIDDLE, LAST, FINALIZE]) {
      expect(tus.read(purpose, answer(status))).toEqual({ kind: 'final', problem: { kind, status } });
    }
  });
});
