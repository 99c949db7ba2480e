import { describe, expect, test } from 'vitest';
import { discover } from '../../lib/upload/discover.ts';
import type { Answer, UploadRequest } from '../../lib/upload/protocol.ts';
import { answer } from '../support/answer.ts';

type Method = UploadRequest['method'];

const SESSION = 'https://uploads.example/upload/abc';
const TUS = { 'tus-resumable': '1.0.0' };
const EXTENSIONS = { ...TUS, 'tus-version': '1.0.0', 'tus-extension': 'creation,creation-defer-length,termination' };

describe('a Content-Range session', () => {
  test.each([
    'https://storage.googleapis.com/upload/storage/v1/b/x/o?uploadType=resumable&upload_id=abc',
    'https://direct-uploads.oci-us-ashburn-1-vop1.production.mux.com/upload/abc?token=x',
    'http://127.0.0.1:8000/files?upload_id=abc',
  ])('is known by its look, without a request: %s', async (url) => {
    expect(await found(url, {})).toEqual({ discovery: { kind: 'content-range' }, asked: [] });
  });

  test.each([200, 400, 403, 404, 405, 501])(
    'is what a server is taken for that answers %i and nothing of tus',
    async (status) => {
      expect(await found(SESSION, { HEAD: answer(status), OPTIONS: answer(204) })).toEqual({
        discovery: { kind: 'content-range' },
        asked: ['HEAD', 'OPTIONS'],
      });
    },
  );

  test('is asked by PUT when the browser keeps the other questions from the server', async () => {
    expect(await found(SESSION, { PUT: answer(308) })).toEqual({
      discovery: { kind: 'content-range' },
      asked: ['HEAD', 'OPTIONS', 'PUT'],
    });
  });
});

describe('a tus upload', () => {
  test.each([200, 204])('says by %i how much of it is stored', async (status) => {
    const head = answer(status, { ...TUS, 'upload-offset': '0', 'upload-defer-length': '1' });
    expect(await found(SESSION, { HEAD: head })).toEqual({
      discovery: { kind: 'tus-upload', outcome: { kind: 'stored', storedBytes: 0, lengthBytes: null } },
      asked: ['HEAD'],
    });
  });

  test('is told from an endpoint by "gone" and "locked"', async () => {
    expect((await found(SESSION, { HEAD: answer(410, TUS) })).discovery).toEqual({
      kind: 'tus-upload',
      outcome: { kind: 'final', problem: { kind: 'gone', status: 410 } },
    });
    expect((await found(SESSION, { HEAD: answer(423, TUS) })).discovery).toMatchObject({ kind: 'tus-upload' });
  });
});

describe('a tus endpoint', () => {
  test.each([200, 400, 403, 404, 405])('answers HEAD with %i and names its extensions', async (status) => {
    const { discovery } = await found(SESSION, { HEAD: answer(status, TUS), OPTIONS: answer(204, EXTENSIONS) });
    expect(discovery).toEqual({ kind: 'tus-endpoint', needsLength: false });
  });

  test('is known by OPTIONS alone when something in front of it answers HEAD', async () => {
    const { discovery } = await found(SESSION, { HEAD: answer(405), OPTIONS: answer(204, EXTENSIONS) });
    expect(discovery).toEqual({ kind: 'tus-endpoint', needsLength: false });
  });

  test('without deferred length gets the upload after the recording', async () => {
    const options = answer(204, { ...TUS, 'tus-extension': 'creation, expiration' });
    const { discovery } = await found(SESSION, { HEAD: answer(404, TUS), OPTIONS: options });
    expect(discovery).toEqual({ kind: 'tus-endpoint', needsLength: true });
  });

  test('whose extensions nobody tells gets the upload after the recording: that works everywhere', async () => {
    const { discovery } = await found(SESSION, { HEAD: answer(404, TUS) });
    expect(discovery).toEqual({ kind: 'tus-endpoint', needsLength: true });
  });

  test('that creates nothing is of no use', async () => {
    const options = answer(204, { ...TUS, 'tus-extension': 'termination' });
    const { discovery } = await found(SESSION, { HEAD: answer(404, TUS), OPTIONS: options });
    expect(discovery).toEqual({ kind: 'tus-useless' });
  });
});

describe('nothing is concluded', () => {
  test('when nobody answers', async () => {
    expect(await found(SESSION, {})).toEqual({
      discovery: { kind: 'no-answer', status: null, retryAfterMs: null },
      asked: ['HEAD', 'OPTIONS', 'PUT'],
    });
  });

  test.each([429, 500, 503])('from %i, and Retry-After is passed on', async (status) => {
    const busy = answer(status, { 'retry-after': '3' });
    expect((await found(SESSION, { HEAD: busy, OPTIONS: busy, PUT: busy })).discovery).toEqual({
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

async function found(url: string, answers: Partial<Record<Method, Answer>>) {
  const asked: Method[] = [];
  const discovery = await discover(url, async ({ method }) => {
    asked.push(method);
    return answers[method] ?? null;
  });
  return { discovery, asked };
}
