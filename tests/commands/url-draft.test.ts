import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, isUsed, parseDraft } from '../../lib/commands/url-draft.ts';
import { recordingWith } from '../support/recording-fixture.ts';

describe('the draft of an upload URL', () => {
  it('is empty when storage holds something else', () => {
    for (const stored of [undefined, 'https://h.example', { text: 5, handedOverAtMs: null }]) {
      expect(parseDraft(stored)).toEqual(EMPTY_DRAFT);
    }
    expect(parseDraft({ text: 'a', handedOverAtMs: 5 })).toEqual({
      text: 'a',
      sending: null,
      replaces: false,
      handedOverAtMs: 5,
    });
  });

  const handedOver = { text: 'https://h.example/a', sending: null, replaces: false, handedOverAtMs: 5_000 };
  const at = (startedAtMs: number, state: 'preparing' | 'recording' | 'failed' = 'recording') =>
    recordingWith({ startedAtMs, state });

  it('is used once a recording has started since it was handed over, even if that is an older one by now', () => {
    expect(isUsed(handedOver, { current: at(5_000), others: [] })).toBe(true);
    expect(isUsed(handedOver, { current: at(9_000, 'preparing'), others: [at(5_001)] })).toBe(true);
  });

  it('is kept until a recording starts with it', () => {
    expect(isUsed(handedOver, { current: null, others: [] })).toBe(false);
    expect(isUsed(handedOver, { current: at(4_999), others: [] })).toBe(false);
    expect(isUsed(handedOver, { current: at(6_000, 'preparing'), others: [] })).toBe(false);
    expect(isUsed(handedOver, { current: at(6_000, 'failed'), others: [] })).toBe(false);
    expect(isUsed({ ...handedOver, handedOverAtMs: null }, { current: at(6_000), others: [] })).toBe(false);
  });
});
