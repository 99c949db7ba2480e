import { describe, expect, test } from 'vitest';
import { GIB } from '../../../lib/base/byte-units.ts';
import type { Preflight } from '../../../lib/upload/url/preflight.ts';
import {
  guessedSending,
  isDead,
  needsHostPermission,
  preflightMessage,
} from '../../../lib/upload/url/preflight-words.ts';
import { say } from '../../../lib/words/say.ts';

describe('what is reported', () => {
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
    { kind: 'cors-blocked' },
    { kind: 'unreachable' },
    { kind: 'unknown', status: 405 },
    { kind: 'in-use' },
    { kind: 'elsewhere', redirectedTo: null },
    { kind: 'elsewhere', redirectedTo: 'https://other.example' },
    { kind: 'occupied', lengthBytes: 5 },
    { kind: 'taken', isReplaceable: true },
    { kind: 'taken', isReplaceable: false },
    { kind: 'sent-by-deleted', isReplaceable: false },
    whole({ limitBytes: 5 * GIB, isTyped: true, wantsAccess: true }),
    whole({ why: 'hidden' }),
  ];

  test.each(ALL)('a whole sentence, that survives being sent as a message: %o', (result) => {
    expect(say(preflightMessage(result))).toMatch(/^[A-Z].*\.$/);
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  test('only a URL that is certainly dead stands in the way of recording', () => {
    expect(ALL.filter(isDead).map(({ kind }) => kind)).toEqual([
      'used',
      'finished',
      'refused',
      'refused',
      'occupied',
      'taken',
      'taken',
      'sent-by-deleted',
    ]);
    expect(isDead(refused('forbidden', 403))).toBe(false);
  });

  test('how to send is a choice only where it is a guess', () => {
    expect(ALL.flatMap((result) => guessedSending(result) ?? [])).toEqual([
      'while-recording',
      'while-recording',
      // A web page answered.
      'none',
      'after-stop',
    ]);
  });

  test('permission for the host is requested only when it helps', () => {
    expect(ALL.filter(needsHostPermission).map(({ kind }) => kind)).toEqual(['cors-blocked', 'whole']);
  });
});

function whole(more: Partial<Extract<Preflight, { kind: 'whole' }>>): Preflight {
  return { kind: 'whole', why: 'signed', limitBytes: null, isTyped: false, wantsAccess: false, ...more };
}

function fresh(protocol: 'content-range' | 'tus'): Preflight {
  return { kind: 'fresh', protocol, endpoint: false, needsLength: false };
}

function refused(kind: 'gone' | 'forbidden' | 'cancelled', status: number): Extract<Preflight, { kind: 'refused' }> {
  return { kind: 'refused', protocol: 'content-range', problem: { kind, status } };
}
