import { describe, expect, test } from 'vitest';
import { shownAtRest } from '../../lib/engine/shown-row.ts';
import { blankRow, type RecordingRow } from '../../lib/spool/row.ts';
import { newSession } from '../../lib/upload/session/session.ts';

const URL = 'https://h.example/upload/a';
const row = (changes: Partial<RecordingRow>): RecordingRow => ({ ...blankRow('id', 0), ...changes });

describe('whether a stopped upload can be tried again', () => {
  test('where its address is known', () => {
    expect(shownAtRest(row({ uploadUrl: URL })).canTryAgain).toBe(true);
    expect(shownAtRest(row({ uploadUrl: URL, session: newSession(URL) })).canTryAgain).toBe(true);
  });

  test('where a minting endpoint can give another one', () => {
    expect(shownAtRest(row({ target: { endpointName: 'h.example' } })).canTryAgain).toBe(true);
  });

  test('not where no address is known', () => {
    expect(shownAtRest(row({})).canTryAgain).toBe(false);
  });

  test('not after a cancel, which forgets the address', () => {
    const end = { kind: 'problem', problem: { kind: 'cancelled-here' } } as const;
    const cancelled = row({ uploadUrl: 'https://h.example/…/a', session: { ...newSession(URL), end } });
    expect(shownAtRest(cancelled).canTryAgain).toBe(false);
  });
});
