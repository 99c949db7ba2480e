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
    ['can’t be heard', 'broken'],
  ])('and %s when HEAD comes: it only has to say it once more', async (_what, head) => {
    const upload = await new ScriptedUpload([...SENT, head, BARE], ELSEWHERE).finish(TOTAL);
    expect(upload.requests.slice(3)).toEqual([QUERY, 'HEAD', QUERY]);
    expect(upload.atSeconds.at(-1)).toBe(0);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  test('by Cloud Storage: it is probed, whatever HEAD would say', async () => {
    const upload = await new ScriptedUpload([...SENT, NO_HEAD, BARE]).finish(TOTAL);
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
    ['is busy', { status: 503 }],
    ['fails at a gateway', { status: 502 }],
  ])('and %s when HEAD comes', (_what, head) => {
    test.each<[string, Reply]>([
      ['does not know', { status: 404 }],
      ['creates', FRESH],
      ['refuses', { status: 403 }],
      ['does not implement', { status: 501 }],
      ['does not know, on a page,', { status: 404, text: '<!doctype html><title>Not found</title>' }],
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

  test('and is what it was when something had said yes for a while: it is complete, once it has refused probes for a while', async () => {
    const refusedOften = Array.from({ length: 5 }, () => [NO_HEAD, NO_HEAD, BARE]).flat();
    const upload = await new ScriptedUpload([...SENT, BARE, BARE, BARE, ...refusedOften], ELSEWHERE).finish(TOTAL);
    const saidYes = [QUERY, 'HEAD', 'probe'];
    expect(upload.requests.slice(3)).toEqual([...saidYes, ...Array.from({ length: 5 }, () => saidYes).flat(), QUERY]);
    expect(upload.end).toMatchObject({ kind: 'complete' });
  });

  describe.each<[string, Reply[]]>([
    ['said yes to a probe', [BARE, BARE]],
    ['accepted a last piece that was not there', [NO_HEAD, stored(UNIT), BARE, BARE]],
  ])('and something in between %s', (_what, shown) => {
    const probe = { status: 404 };

    test('one refused probe is not enough to complete it, nor are four', async () => {
      for (const count of [1, 4]) {
        const refused = Array.from({ length: count }, () => [probe, BARE]).flat();
        const upload = await new ScriptedUpload([...SENT, ...shown, ...refused, ...often(BARE)]).finish(TOTAL);
        expect(upload.end).toEqual({ kind: 'unconfirmed' });
      }
    });

    test('five in a row are', async () => {
      const refused = Array.from({ length: 5 }, () => [probe, BARE]).flat();
      const upload = await new ScriptedUpload([...SENT, ...shown, ...refused]).finish(TOTAL);
      expect(upload.end).toMatchObject({ kind: 'complete' });
      expect(upload.atSeconds.at(-1)).toBeGreaterThan(5);
    });
  });

  test.each([407, 304, 302])('and a probe is answered with %i: that is no refusal', async (status) => {
    const upload = await new ScriptedUpload([...SENT, ...often(BARE).flatMap((bare) => [{ status }, bare])]).finish(
      TOTAL,
    );
    expect(upload.end).toEqual({ kind: 'unconfirmed' });
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

describe('a session is called complete, and the question about an upload that does not exist fails', () => {
  const SENT: Reply[] = [FRESH, stored(UNIT), BARE];
  /** So often: the session is called complete, and the question fails like this. */
  const rounds = (failure: Reply, count: number): Reply[] =>
    Array.from({ length: count }, () => [BARE, failure]).flat();
  const upload = (...replies: Reply[]) => new ScriptedUpload([...SENT, ...replies]).finish(TOTAL);
  const PAGE: Reply = { status: 200, text: '<!doctype html><title>Not found</title>' };
  const AWAY: Reply = { status: 302, redirectedTo: 'another address' };

  describe.each<[string, Reply]>([
    ['gets no answer', 'broken'],
    ['gets no answer for long', 'stalled'],
    ['is an error', { status: 500 }],
    ['is an error, on a page', { status: 500, text: '<!doctype html><title>Oops</title>' }],
  ])('it %s', (_how, failure) => {
    test('each time: the server has no such upload', async () => {
      const { requests, atSeconds, end } = await upload(...rounds(failure, 3), BARE);
      expect(requests.slice(3)).toEqual([QUERY, 'probe', QUERY, 'probe', QUERY, 'probe', QUERY]);
      expect(end).toMatchObject({ kind: 'complete' });
      const seconds = (atSeconds.at(-1) ?? 0) - (atSeconds[3] ?? 0);
      expect(seconds).toBeLessThan(100);
      expect(seconds).toBeGreaterThanOrEqual(5);
      if (failure !== 'stalled') expect(seconds).toBeLessThan(6);
    });

    test('twice, and then the session says how far it is: the rest is sent', async () => {
      const { requests, end } = await upload(...rounds(failure, 2), stored(UNIT), 'done');
      expect(requests.slice(3)).toEqual([QUERY, 'probe', QUERY, 'probe', QUERY, LAST]);
      expect(end).toMatchObject({ kind: 'complete' });
    });
  });

  describe.each<[string, Reply]>([
    ['gets no answer', 'broken'],
    ['is an error', { status: 500 }],
  ])('it %s, twice', (_how, failure) => {
    test.each<[string, Reply[]]>([
      ['the session gives no answer in between', ['broken']],
      ['the session answers in words in between', [WORDS]],
      ['it is answered by a busy server', [BARE, { status: 503 }]],
      ['what does not exist is called complete', [BARE, BARE]],
    ])('and %s: it counts afresh', async (_what, between) => {
      const fails = await upload(...rounds(failure, 2), ...between, ...rounds(failure, 2), stored(UNIT), 'done');
      expect(fails.requests.slice(-2)).toEqual([QUERY, LAST]);
      expect(fails.end).toMatchObject({ kind: 'complete' });
    });
  });

  test.each<[string, Reply]>([
    ...[408, 425, 429, 502, 503, 504, 511].map((status): [string, Reply] => [`with ${status}`, { status }]),
    ['with a page', PAGE],
    ['with a redirect', AWAY],
    ['with an error after a redirect', { ...AWAY, status: 500 }],
  ])('%s, each time: it is not confirmed', async (_how, failure) => {
    const { requests, atSeconds, end } = await upload(...rounds(failure, 20));
    expect(requests.slice(3, 7)).toEqual([QUERY, 'probe', QUERY, 'probe']);
    expect((atSeconds.at(-1) ?? 0) - (atSeconds[3] ?? 0)).toBeGreaterThanOrEqual(60);
    expect(end).toEqual({ kind: 'unconfirmed' });
  });

  test('and says when to come back: not before', async () => {
    const busy: Reply = { status: 503, headers: { 'retry-after': '20' } };
    const { atSeconds, end } = await upload(BARE, busy, BARE, { status: 404 }, BARE);
    expect((atSeconds[5] ?? 0) - (atSeconds[4] ?? 0)).toBe(20);
    expect(end).toMatchObject({ kind: 'complete' });
  });

  test('for a moment, and then there is no such upload: it only has to say it once more', async () => {
    const { requests, end } = await upload(...rounds({ status: 503 }, 2), BARE, { status: 404 }, BARE);
    expect(requests.slice(3)).toEqual([QUERY, 'probe', QUERY, 'probe', QUERY, 'probe', QUERY]);
    expect(end).toMatchObject({ kind: 'complete' });
  });

  test('now like this and now like that: it is not confirmed', async () => {
    const all = Array.from({ length: 10 }, () => [BARE, 'broken', BARE, { status: 500 }] satisfies Reply[]).flat();
    const { end } = await upload(...all);
    expect(end).toEqual({ kind: 'unconfirmed' });
  });

  test('three times within a moment, because you press Try again: it is asked a fourth time', async () => {
    const replies = [...SENT, ...rounds('broken', 3), BARE, { status: 404 }, BARE];
    const pressed = new ScriptedUpload(replies);
    pressed.seal(TOTAL);
    pressed.start();
    for (let i = 0; i < 4; i += 1) {
      await pressed.settle();
      pressed.uploader.retryNow();
    }
    await pressed.run(60);
    expect(pressed.requests.filter((what) => what === 'probe')).toHaveLength(4);
    expect(pressed.end).toMatchObject({ kind: 'complete' });
  });

  test('and the session answers no questions: it is asked again without them', async () => {
    const session = { ...newSession('https://storage.googleapis.com/upload?upload_id=SECRET') };
    const sent: Reply[] = [NO_HEAD, stored(UNIT), stored(TOTAL), BARE];
    const habit = await new ScriptedUpload([...sent, 'broken', 'broken', 'broken'], session).finish(TOTAL);
    expect(habit.requests.slice(4)).toEqual(['probe', 'probe', 'probe']);
    expect(habit.end).toMatchObject({ kind: 'complete' });
    const busy = await new ScriptedUpload([...sent, ...often({ status: 503 })], session).finish(TOTAL);
    expect(busy.end).toEqual({ kind: 'unconfirmed' });
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
