import { describe, expect, it } from 'vitest';
import type { Link } from '../../../lib/recording/snapshot.ts';
import type { RecordingState } from '../../../lib/recording/state.ts';
import { noticesOf, shownWords, stateWords } from '../../../lib/ui/recording/recording-words.ts';
import { t } from '../../../lib/words/t.ts';
import { recordingWith } from '../../support/recording-fixture.ts';
import { text } from '../../support/text.ts';

const NOW_MS = 101_000;
const BLOCKED = { kind: 'blocked' as const, reason: text('The upload URL has expired.') } satisfies Link;
const STALLED: Link = {
  kind: 'stalled',
  sinceMs: 0,
  nextAtMs: NOW_MS + 8_000,
  reason: text('The server does not answer.'),
};
const RETRYING: Link = {
  kind: 'retrying',
  attempt: 2,
  nextAtMs: NOW_MS + 3_500,
  reason: text('The server answered 503.'),
};

describe('stateWords', () => {
  it.each<[RecordingState, string]>([
    ['preparing', 'Starting'],
    ['recording', 'Recording'],
    ['paused', 'Paused'],
    ['interrupted', 'Finishing upload'],
    ['finishing', 'Finishing upload'],
    ['blocked', 'Needs attention'],
    ['complete', 'Complete'],
    ['failed', 'Failed'],
  ])('begins with the name on screen of %s', (state, name) => {
    expect(stateWords(recordingWith({ state })).startsWith(name)).toBe(true);
  });

  it('is stopping until the recording is sealed, whatever stopped it', () => {
    const live = [recordingWith({ isStopping: true }), recordingWith({ isStopping: true, state: 'paused' })];
    expect(live.map(stateWords)).toEqual(['Stopping…', 'Stopping…']);
    expect(stateWords(recordingWith({ isStopping: true, state: 'finishing' }))).toBe('Finishing upload');
  });

  it('is stopping as soon as you press Stop on this page', () => {
    const pressed = new Set(['stop'] as const);
    expect(shownWords(recordingWith(), pressed)).toBe('Stopping…');
    expect(shownWords(recordingWith({ state: 'finishing' }), pressed)).toBe('Finishing upload');
    expect(shownWords(recordingWith(), new Set(['pause'] as const))).toBe('Recording tab');
  });

  it('is ready before the first recording', () => {
    expect(stateWords(null)).toBe('Ready');
  });
});

describe('noticesOf', () => {
  const sentences = (changes: Parameters<typeof recordingWith>[0]) =>
    noticesOf(recordingWith(changes), NOW_MS).map(({ sentence, wait }) => [sentence, wait]);

  it('says nothing while all is well', () => {
    expect(sentences({ link: { kind: 'sending' } })).toEqual([]);
    expect(sentences({ link: { kind: 'idle' } })).toEqual([]);
  });

  it('says that the recording continues when its upload does not', () => {
    expect(sentences({ link: STALLED })).toEqual([
      [`The server does not answer. ${t('ui.notice.continues')}`, 'Trying again in 8 seconds.'],
    ]);
    expect(sentences({ link: BLOCKED })[0]?.[0]).toContain(t('ui.notice.continues'));
    expect(sentences({ link: BLOCKED, state: 'finishing' })[0]?.[0]).not.toContain(t('ui.notice.continues'));
  });

  it('keeps the countdown out of the announced sentence', () => {
    expect(sentences({ link: RETRYING })).toEqual([['The server answered 503.', 'Retry 2 in 4 seconds.']]);
  });

  it('never says the same thing twice', () => {
    expect(sentences({ state: 'blocked', problem: BLOCKED.reason, link: BLOCKED })).toEqual([
      ['The upload URL has expired.', null],
    ]);
  });

  it('says once what the upload needs, after why the recording ended', () => {
    const problem = { id: 'several', messages: [text('The tab was closed.'), BLOCKED.reason] } as const;
    expect(sentences({ state: 'blocked', problem, link: BLOCKED })).toEqual([
      ['The tab was closed. The upload URL has expired.', null],
    ]);
  });

  it('says nothing about the upload of a settled recording', () => {
    expect(sentences({ state: 'complete', link: STALLED })).toEqual([]);
    expect(sentences({ state: 'failed', problem: text('The tab was closed.'), link: BLOCKED })).toEqual([
      ['The tab was closed.', null],
    ]);
  });

  it('says that the upload starts after Stop only before Stop', () => {
    expect(sentences({ link: { kind: 'after-stop' } })).toHaveLength(1);
    expect(sentences({ link: { kind: 'after-stop' }, state: 'finishing' })).toEqual([]);
  });
});
