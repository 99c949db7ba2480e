import { describe, expect, test } from 'vitest';
import { newSession, wholeSession } from '../../../lib/upload/session/session.ts';
import { often, type Reply, ScriptedUpload, stored, UNIT } from '../../support/scripted-upload.ts';

/* What an empty success is worth, with nothing that names a size or a checksum. */

const QUERY = 'bytes */*';
const FRESH: Reply = { status: 308 };

/** Success without a word on size or checksum. */
const BARE: Reply = { status: 200 };
/** At a server that nothing is known about. */
const ELSEWHERE = newSession('https://uploads.example.com/1');
/** How HEAD is answered by a session that knows nothing of it. */
const NO_HEAD: Reply = { status: 405 };
/** Success in words that say nothing of the file, as a maintenance page in JSON has them. */
const WORDS: Reply = { status: 200, text: '{"status":"maintenance"}' };
const TOTAL = UNIT + UNIT / 2;
const LAST = `bytes ${UNIT}-${TOTAL - 1}/${TOTAL}`;
const sized = (bytes: number): Reply => ({ status: 200, headers: { 'content-length': String(bytes) } });

describe('a session is called complete twice, without a word', () => {
  const SENT: Reply[] = [FRESH, stored(UNIT), BARE, BARE];

  test.each<[string, Reply]>([
    ['refuses it', { status: 403 }],
    ['does not know it', { status: 404 }],
    ['is busy', { status: 503 }],
    ['can’t be heard', 'broken'],
  ])('and %s when HEAD comes: it only has to say it once more', async (_what, head) => {
    const upload = await new ScriptedUpload([...SENT, head, BARE], ELSEWHERE).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', QUERY]);
    expect(upload.atSeconds.at(-1)).toBe(0);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('by Cloud Storage: it is probed, whatever HEAD would say', async () => {
    const upload = await new ScriptedUpload([...SENT, 'broken', BARE]).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
    const swallowed = await new ScriptedUpload([FRESH, stored(UNIT), ...often(BARE)]).finish(TOTAL);
    expect(swallowed.end).toEqual({ kind: 'unconfirmed' });
  });

  test.each<[string, Reply]>([
    ['is refused', { status: 403 }],
    ['gets no answer', 'broken'],
  ])('and HEAD %s, where it had shown the session: that is probed', async (_what, head) => {
    const session = { ...ELSEWHERE, answersHead: true };
    const upload = await new ScriptedUpload([...SENT, head, NO_HEAD, BARE], session).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', 'probe', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  describe.each<[string, Reply]>([
    ['says yes, too', BARE],
    ['says yes with no content', { status: 204 }],
    ['is an empty page', { status: 200, headers: { 'content-type': 'text/html', 'content-length': '0' } }],
    ['is a page', { status: 200, headers: { 'content-type': 'text/html', 'content-length': '900' } }],
    ['gives a size of something else', sized(77)],
    ['is as far as it can be', { status: 204, headers: { range: `bytes=0-${TOTAL - 1}` } }],
    ['is less far', stored(UNIT)],
    ['says how far it is, and not how far', FRESH],
    ['is redirected', { status: 302, redirectedTo: 'another address' }],
    ['wants a login to the network', { status: 511 }],
  ])('and %s when HEAD comes', (_what, head) => {
    test.each<[string, Reply]>([
      ['does not know', { status: 404 }],
      ['creates', FRESH],
      ['hides', 'broken'],
      ['sends away from', { status: 302, redirectedTo: 'another address' }],
      ['has a page for', { status: 200, text: '<!doctype html><title>Not found</title>' }],
    ])('but %s an upload that does not exist: it only has to say it once more', async (_how, probe) => {
      const upload = await new ScriptedUpload([...SENT, head, probe, BARE], ELSEWHERE).finish(TOTAL);
      expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', 'probe', QUERY]);
      expect(upload.atSeconds.at(-1)).toBe(0);
      expect(upload.end).toMatchObject({ kind: 'complete' });
    });

    test('and calls what does not exist complete, too, for a moment: the rest is sent', async () => {
      const replies: Reply[] = [...SENT, head, BARE, BARE, head, { status: 204 }, stored(UNIT), 'done'];
      const upload = await new ScriptedUpload(replies, ELSEWHERE).finish(TOTAL);
      expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', 'probe', QUERY, 'HEAD', 'probe', QUERY, LAST]);
      expect(upload.logged).toContain('upload.completeWithoutSize');
      expect(upload.end).toMatchObject({ kind: 'complete' });
    });

    test('and calls what does not exist complete, too, and stays: it is not confirmed', async () => {
      const rounds = Array.from({ length: 20 }, () => [BARE, head, BARE]).flat();
      const upload = await new ScriptedUpload([FRESH, stored(UNIT), BARE, ...rounds], ELSEWHERE).finish(TOTAL);
      expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
      expect(upload.end).toEqual({ kind: 'unconfirmed' });
    });
  });

  test('and then says that it is not: the rest is sent', async () => {
    const upload = await new ScriptedUpload([...SENT, NO_HEAD, stored(UNIT), 'done'], ELSEWHERE).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', QUERY, LAST]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('and HEAD shows a file as long as the recording: nothing more is asked', async () => {
    const upload = await new ScriptedUpload([...SENT, sized(TOTAL)], ELSEWHERE).finish(TOTAL);
    expect(upload.end).toMatchObject({ kind: 'complete', storedBytes: TOTAL });
  });

  test.each([
    ['pieces', [FRESH, stored(UNIT)], TOTAL],
    ['one piece', [FRESH], UNIT],
    ['one piece, to a session that answers no questions', [NO_HEAD], UNIT],
  ] as const)(
    'and something says yes to everything and stays: %s are sent, not confirmed',
    async (_t, before, bytes) => {
      const upload = await new ScriptedUpload([...before, ...often(BARE)], ELSEWHERE).finish(bytes);
      expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
      expect(upload.end).toEqual({ kind: 'unconfirmed' });
    },
  );

  test('and is what it was when something had said yes for a while: it is complete', async () => {
    const upload = await new ScriptedUpload([...SENT, BARE, BARE, BARE, NO_HEAD, BARE], ELSEWHERE).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', 'probe', QUERY, 'HEAD', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('and words come in between: HEAD comes again', async () => {
    const upload = await new ScriptedUpload([...SENT, NO_HEAD, WORDS, BARE, NO_HEAD, BARE], ELSEWHERE).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', QUERY, QUERY, 'HEAD', QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('after a question was answered and the last piece sent again: HEAD comes again', async () => {
    const replies: Reply[] = [...SENT, NO_HEAD, stored(UNIT), 'broken', BARE, BARE, ...often(BARE)];
    const upload = await new ScriptedUpload(replies, ELSEWHERE).finish(TOTAL);
    expect(upload.end).toEqual({ kind: 'unconfirmed' });
  });

  test('the second time in answer to the total, when it had every byte and answers no questions', async () => {
    const end = async (head: Reply) => {
      const replies: Reply[] = [NO_HEAD, stored(UNIT), stored(TOTAL), BARE, ...often(head)];
      const upload = await new ScriptedUpload(replies, ELSEWHERE).finish(TOTAL);
      expect(upload.requests.slice(2, 5)).toEqual([LAST, `bytes */${TOTAL}`, 'HEAD']);
      return upload.end?.kind;
    };
    expect(await end(NO_HEAD)).toBe('complete');
    expect(await end('broken')).toBe('complete');
    expect(await end(BARE)).toBe('unconfirmed');
  });

  test('in answer to the total in words: they are worth as little as elsewhere', async () => {
    const replies: Reply[] = [FRESH, stored(UNIT), stored(TOTAL), WORDS, stored(TOTAL), 'done'];
    const upload = await new ScriptedUpload(replies, ELSEWHERE).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([`bytes */${TOTAL}`, QUERY, `bytes */${TOTAL}`]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });
});

describe('a whole file was answered with an empty success', () => {
  const whole = `bytes 0-${UNIT - 1}/${UNIT}`;
  const send = (...heads: Reply[]) =>
    new ScriptedUpload([BARE, ...heads], wholeSession('https://files.example/a')).finish(UNIT);

  test('and HEAD is refused: it is believed', async () => {
    const upload = await send({ status: 403 });
    expect(upload.requests).toEqual([whole, 'HEAD']);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test.each([403, 405])('and so was HEAD, before it was refused (%i): it is sent again', async (status) => {
    const upload = await send(BARE, { status: 204 }, { status }, BARE, { status });
    expect(upload.requests).toEqual([whole, 'HEAD', 'HEAD', 'HEAD', whole, 'HEAD']);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('and so was HEAD, before it shows the file: complete', async () => {
    const upload = await send(BARE, sized(UNIT));
    expect(upload.requests).toEqual([whole, 'HEAD', 'HEAD']);
    expect(upload.end).toMatchObject({ kind: 'complete', storedBytes: UNIT });
  });

  test('and so is HEAD, for a minute: it is not confirmed', async () => {
    const upload = await send(...often(BARE));
    expect(upload.end).toEqual({ kind: 'unconfirmed' });
    expect(upload.atSeconds.at(-1)).toBeGreaterThanOrEqual(60);
  });
});
