import { describe, expect, test } from 'vitest';
import { GIB } from '../../../lib/base/byte-units.ts';
import type { Answer, UploadRequest } from '../../../lib/upload/protocols/protocol.ts';
import { type Preflight, type PreflightPorts, preflight } from '../../../lib/upload/url/preflight.ts';
import { isDead, needsHostPermission, preflightMessage } from '../../../lib/upload/url/preflight-words.ts';
import { NO_ANSWER, TransportError } from '../../../lib/upload/wire/transport.ts';
import { answer } from '../../support/answer.ts';

type Answers = Partial<Record<UploadRequest['method'], Answer>>;

const MUX = 'https://direct-uploads.production.mux.com/upload/abc?token=x';

const S3 = 'https://b.s3.amazonaws.com/k?X-Amz-SignedHeaders=host&X-Amz-Signature=x';

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
    ['400 says nothing', answer(400), { kind: 'unanswered', status: 400 }],
    ['503 is busy', answer(503), { kind: 'busy', status: 503 }],
  ])('%s', async (_rule, put, expected) => {
    expect(await ask(MUX, { PUT: put })).toEqual(expected);
  });

  test('404 is final from a server known to answer, and means nothing from another', async () => {
    expect(await ask(MUX, { PUT: answer(404) })).toEqual(refused('gone', 404));
    expect(await ask(OTHER, { HEAD: answer(308), PUT: answer(404) })).toEqual({ kind: 'unanswered', status: 404 });
  });

  test('308 with none but the headers that every page may read is fresh: nothing stored has no Range', async () => {
    const put = answer(308, { 'content-length': '0', 'content-type': 'text/plain' });
    expect(await ask(MUX, { PUT: put })).toEqual(fresh('content-range'));
  });

  test('a sign-in page and a redirect say nothing about it', async () => {
    const page = answer(200, { 'content-type': 'text/html' }, '<p>Sign in');
    expect(await ask(MUX, { PUT: page })).toEqual({ kind: 'elsewhere', redirectedTo: null });
    const moved = { ...answer(200), redirectedTo: 'https://other.example' };
    expect(await ask(MUX, { PUT: moved })).toEqual({ kind: 'elsewhere', redirectedTo: 'https://other.example' });
  });
});

describe('an address that shows no session', () => {
  test.each<[string, Answers, Preflight]>([
    ['shows nothing', { HEAD: answer(404), OPTIONS: answer(404) }, { kind: 'unknown', status: 404 }],
    ['is gone', { HEAD: answer(410) }, refused('gone', 410)],
    ['hides what is there', { HEAD: answer(403), OPTIONS: answer(403) }, whole({ why: 'hidden' })],
    ['holds a file', { HEAD: answer(200, { 'content-length': '5' }) }, { kind: 'occupied', lengthBytes: 5 }],
  ])('%s, and gets no PUT', async (_rule, answers, expected) => {
    const sent: string[] = [];
    expect(await ask(OTHER, answers, {}, sent)).toEqual(expected);
    expect(sent.filter((method) => method !== 'HEAD' && method !== 'OPTIONS')).toEqual([]);
  });

  test('and has an upload_id gets none either: such a server may take the question for the end', async () => {
    const sent: string[] = [];
    await ask(`${OTHER}?upload_id=a`, { HEAD: answer(404), OPTIONS: answer(404), PUT: answer(308) }, {}, sent);
    expect(sent).toEqual(['HEAD', 'OPTIONS']);
  });
});

describe('a signed URL', () => {
  test.each<[string, Answers, Preflight]>([
    ['that refuses HEAD, being signed for PUT', { HEAD: answer(403) }, whole({ limitBytes: 5 * GIB })],
    ['with something there', { HEAD: answer(200, { 'content-length': '5' }) }, { kind: 'occupied', lengthBytes: 5 }],
  ])('%s, and gets no PUT', async (_rule, answers, expected) => {
    const sent: string[] = [];
    expect(await ask(S3, answers, {}, sent)).toEqual(expected);
    expect(sent).toEqual(['HEAD']);
  });

  test('whose server the browser may keep from us asks for access', async () => {
    const wanted = whole({ limitBytes: 5 * GIB, wantsAccess: true });
    expect(await ask(S3, {}, { isThere: async () => true })).toEqual(wanted);
    expect(needsHostPermission(wanted)).toBe(true);
  });

  test('that one of the recordings here was sent to is known again, and asked nothing', async () => {
    const sent: string[] = [];
    const taken = await ask(S3, { HEAD: answer(403) }, { isTaken: async (url) => url === S3 }, sent);
    expect([taken, isDead(taken), sent]).toEqual([{ kind: 'taken', isReplaceable: false }, true, []]);
    const replaceable = await ask(S3, {}, { isTaken: async (_url, mayReplace) => !mayReplace }, sent);
    expect(replaceable).toEqual({ kind: 'taken', isReplaceable: true });
  });

  test.each([S3, MUX, OTHER])(
    'that a deleted recording was sent to is known again, and asked nothing: %s',
    async (url) => {
      const sent: string[] = [];
      const known = await ask(url, { HEAD: answer(403) }, { isSentByDeleted: async (asked) => asked === url }, sent);
      expect([known, isDead(known), sent]).toEqual([{ kind: 'sent-by-deleted', isReplaceable: url === S3 }, true, []]);
    },
  );

  test('that cannot take a file is refused with the reason, and asked nothing', async () => {
    const sent: string[] = [];
    const refusal = await ask(`${S3}&x-id=GetObject`, {}, {}, sent);
    expect(preflightMessage(refusal)).toEqual({ id: 'url.signedForOther', operation: 'GetObject' });
    expect(isDead(refusal)).toBe(true);
    expect(sent).toEqual([]);
  });
});

describe('the URL’s lock', () => {
  test('is held while asking, then released', async () => {
    const events: string[] = [];
    const takeUploadLock = async () => {
      events.push('taken');
      return { release: () => void events.push('released') };
    };
    const transport: PreflightPorts['transport'] = {
      send: async ({ method }) => {
        events.push(method);
        return answer(404);
      },
    };
    await ask(OTHER, {}, { takeUploadLock, transport });
    expect(events).toEqual(['taken', 'HEAD', 'OPTIONS', 'released']);
  });

  test('is released when asking is cancelled', async () => {
    let isHeld = false;
    const takeUploadLock = async () => {
      isHeld = true;
      return {
        release: () => {
          isHeld = false;
        },
      };
    };
    const off = new AbortController();
    const transport: PreflightPorts['transport'] = {
      send: async () => {
        off.abort(new Error('Called off.'));
        throw off.signal.reason;
      },
    };
    const ports = {
      transport,
      timeoutMs: 1,
      takeUploadLock,
      isThere: async () => false,
      hasHostPermission: async () => false,
      isTaken: async () => false,
      isSentByDeleted: async () => false,
    };
    await expect(preflight(OTHER, ports, off.signal)).rejects.toThrow('Called off.');
    expect(isHeld).toBe(false);
  });

  test('of an upload that runs keeps every question away', async () => {
    const sent: string[] = [];
    expect(await ask(MUX, { PUT: answer(308) }, { takeUploadLock: async () => null }, sent)).toEqual({
      kind: 'in-use',
    });
    expect(sent).toEqual([]);
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

/** `sent` receives the methods of the requests. */
function ask(
  url: string,
  answers: Answers,
  ports: Partial<PreflightPorts> = {},
  sent: string[] = [],
): Promise<Preflight> {
  const transport: PreflightPorts['transport'] = {
    send: async ({ method }) => {
      sent.push(method);
      const found = answers[method];
      if (found === undefined) throw new TransportError('network', NO_ANSWER);
      return found;
    },
  };
  const defaults = {
    transport,
    timeoutMs: 1,
    takeUploadLock: async () => ({ release: () => undefined }),
    isThere: async () => false,
    hasHostPermission: async () => false,
    isTaken: async () => false,
    isSentByDeleted: async () => false,
  };
  return preflight(url, { ...defaults, ...ports }, new AbortController().signal);
}

function whole(more: Partial<Extract<Preflight, { kind: 'whole' }>>): Preflight {
  return { kind: 'whole', why: 'signed', limitBytes: null, isTyped: false, wantsAccess: false, ...more };
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
