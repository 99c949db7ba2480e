import { describe, expect, test } from 'vitest';
import {
  describePreflight,
  isDead,
  needsHostPermission,
  type Preflight,
  type PreflightPorts,
  preflight,
} from '../../lib/upload/preflight.ts';
import type { Answer, UploadRequest } from '../../lib/upload/protocol.ts';
import { TransportError } from '../../lib/upload/transport.ts';
import { answer } from '../support/answer.ts';

type Answers = Partial<Record<UploadRequest['method'], Answer>>;

const MUX = 'https://direct-uploads.production.mux.com/upload/abc?token=x';
const OTHER = 'https://uploads.example/upload/abc';
/** A header that a page may only read with the server's consent. */
const READABLE = { 'x-request-id': '1' };
const TUS = { 'tus-resumable': '1.0.0' };

describe('a Content-Range session', () => {
  test.each<[string, Answer, Preflight]>([
    ['308 without Range is fresh', answer(308, READABLE), fresh('content-range')],
    ['308 with "bytes=0--1" is fresh', answer(308, { range: 'bytes=0--1' }), fresh('content-range')],
    [
      '308 with Range has been used',
      answer(308, { range: 'bytes=0-9' }),
      { kind: 'used', protocol: 'content-range', storedBytes: 10 },
    ],
    ['200 is finished', answer(200), { kind: 'finished', protocol: 'content-range' }],
    ['410 is gone', answer(410), refused('gone', 410)],
    ['403 is refused', answer(403), refused('forbidden', 403)],
    ['499 was cancelled', answer(499), refused('cancelled', 499)],
    ['400 tells nothing', answer(400), { kind: 'unanswered', status: 400 }],
    ['503 is busy', answer(503), { kind: 'busy', status: 503 }],
  ])('%s', async (_rule, put, expected) => {
    expect(await ask(MUX, { PUT: put })).toEqual(expected);
  });

  test('404 is the end at a server known to answer, and tells nothing at another', async () => {
    expect(await ask(MUX, { PUT: answer(404) })).toEqual(refused('gone', 404));
    expect(await ask(OTHER, { HEAD: answer(404), OPTIONS: answer(404), PUT: answer(404) })).toEqual({
      kind: 'unanswered',
      status: 404,
    });
  });

  test('308 with none but the headers that every page may read may hide Range', async () => {
    const put = answer(308, { 'content-length': '0', 'content-type': 'text/plain' });
    expect(await ask(MUX, { PUT: put })).toEqual({ kind: 'cors-hidden' });
    expect(await ask(MUX, { PUT: put }, { hasHostPermission: async () => true })).toEqual(fresh('content-range'));
  });
});

describe('tus', () => {
  test.each<[string, Answers, Preflight]>([
    [
      'an endpoint that takes a deferred length',
      { HEAD: answer(404, TUS), OPTIONS: answer(204, { ...TUS, 'tus-extension': 'creation,creation-defer-length' }) },
      { kind: 'fresh', protocol: 'tus', endpoint: true, needsLength: false },
    ],
    [
      'an endpoint that wants the length first',
      { HEAD: answer(404, TUS), OPTIONS: answer(204, { ...TUS, 'tus-extension': 'creation' }) },
      { kind: 'fresh', protocol: 'tus', endpoint: true, needsLength: true },
    ],
    [
      'an address without uploads',
      { HEAD: answer(404, TUS), OPTIONS: answer(204, { ...TUS, 'tus-extension': 'termination' }) },
      { kind: 'refused', protocol: 'tus', problem: { kind: 'not-an-upload' } },
    ],
    ['a created upload', { HEAD: upload({ 'upload-offset': '0' }) }, fresh('tus')],
    [
      'an upload that has begun',
      { HEAD: upload({ 'upload-offset': '5' }) },
      { kind: 'used', protocol: 'tus', storedBytes: 5 },
    ],
    [
      'an upload that is complete',
      { HEAD: upload({ 'upload-offset': '5', 'upload-length': '5' }) },
      { kind: 'finished', protocol: 'tus' },
    ],
    [
      'an upload that was created for another file',
      { HEAD: upload({ 'upload-offset': '0', 'upload-length': '5' }) },
      { kind: 'refused', protocol: 'tus', problem: { kind: 'fixed-length', lengthBytes: 5 } },
    ],
    ['an upload that is gone', { HEAD: answer(410, TUS) }, { ...refused('gone', 410), protocol: 'tus' }],
  ])('%s', async (_rule, answers, expected) => {
    expect(await ask(OTHER, answers)).toEqual(expected);
  });
});

describe('without an answer', () => {
  test('a server that is there is kept from us by the browser', async () => {
    expect(await ask(OTHER, {}, { isThere: async () => true })).toEqual({ kind: 'cors-blocked' });
  });

  test('a server that is not there is unreachable', async () => {
    expect(await ask(OTHER, {}, { isThere: async () => false })).toEqual({ kind: 'unreachable' });
  });

  test('with permission for the host it is never the browser', async () => {
    const ports = { isThere: async () => true, hasHostPermission: async () => true };
    expect(await ask(MUX, {}, ports)).toEqual({ kind: 'unreachable' });
  });
});

describe('what is told', () => {
  const ALL: Preflight[] = [
    fresh('content-range'),
    { kind: 'fresh', protocol: 'tus', endpoint: true, needsLength: true },
    { kind: 'used', protocol: 'tus', storedBytes: 5 },
    { kind: 'finished', protocol: 'tus' },
    refused('gone', 404),
    refused('forbidden', 403),
    { kind: 'refused', protocol: 'tus', problem: { kind: 'fixed-length', lengthBytes: 5 } },
    { kind: 'unanswered', status: 404 },
    { kind: 'busy', status: 503 },
    { kind: 'cors-hidden' },
    { kind: 'cors-blocked' },
    { kind: 'unreachable' },
  ];

  test.each(ALL)('a whole sentence, that survives being sent as a message: %o', (result) => {
    expect(describePreflight(result)).toMatch(/^[A-Z].*\.$/);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test('only a URL that is certainly dead stands in the way of recording', () => {
    expect(ALL.filter(isDead).map(({ kind }) => kind)).toEqual(['used', 'finished', 'refused', 'refused']);
    expect(isDead(refused('forbidden', 403))).toBe(false);
  });

  test('permission for the host is asked for only where it helps', () => {
    expect(ALL.filter(needsHostPermission).map(({ kind }) => kind)).toEqual(['cors-hidden', 'cors-blocked']);
  });
});

function ask(url: string, answers: Answers, ports: Partial<PreflightPorts> = {}): Promise<Preflight> {
  const transport: PreflightPorts['transport'] = {
    send: async ({ method }) => {
      const found = answers[method];
      if (found === undefined) throw new TransportError('network', 'No answer.');
      return found;
    },
  };
  const defaults = { transport, timeoutMs: 1, isThere: async () => false, hasHostPermission: async () => false };
  return preflight(url, { ...defaults, ...ports }, new AbortController().signal);
}

function fresh(protocol: 'content-range' | 'tus'): Preflight {
  return { kind: 'fresh', protocol, endpoint: false, needsLength: false };
}

function refused(kind: 'gone' | 'forbidden' | 'cancelled', status: number): Extract<Preflight, { kind: 'refused' }> {
  return { kind: 'refused', protocol: 'content-range', problem: { kind, status } };
}

function upload(headers: Record<string, string>): Answer {
  return answer(200, { ...TUS, ...headers });
}
