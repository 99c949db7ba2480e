import { expect, it } from 'vitest';
import { pacedEvents } from '../../lib/engine/paced-events.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { aRecording } from '../support/a-recording.ts';
import { text } from '../support/text.ts';

function rig() {
  let nowMs = 0;
  let waiting: { atMs: number; callback: () => void }[] = [];
  const reported: string[] = [];
  const events = pacedEvents(
    {
      snapshot: ({ state, sentBytes }) => reported.push(`${nowMs} ${state} ${sentBytes}`),
      log: (entries) =>
        reported.push(
          `${nowMs} log ${entries.map(({ message }) => ('text' in message ? message.text : '')).join(' ')}`,
        ),
    },
    { now: () => nowMs, later: (delayMs, callback) => waiting.push({ atMs: nowMs + delayMs, callback }) },
  );
  const advanceTo = (toMs: number) => {
    nowMs = toMs;
    const due = waiting.filter(({ atMs }) => atMs <= nowMs);
    waiting = waiting.filter(({ atMs }) => atMs > nowMs);
    for (const { callback } of due) callback();
  };
  const say = (changes: Partial<RecordingSnapshot>) => events.snapshot(aRecording({ state: 'finishing', ...changes }));
  const log = (words: string) => events.log([{ atMs: 0, level: 'info', message: text(words), recordingId: 'a' }]);
  return { say, log, advanceTo, reported };
}

it('passes on what grows four times a second', () => {
  const { say, log, advanceTo, reported } = rig();
  say({ sentBytes: 0 });
  for (let atMs = 5; atMs <= 500; atMs += 5) {
    advanceTo(atMs);
    say({ sentBytes: atMs, link: { kind: atMs % 10 === 0 ? 'idle' : 'sending' } });
    if (atMs % 125 === 0) log(String(atMs));
  }
  advanceTo(505);
  expect(reported).toEqual([
    '0 finishing 0',
    '5 finishing 5',
    '255 log 125 250',
    '255 finishing 250',
    '505 log 375 500',
    '505 finishing 500',
  ]);
});

it('passes an urgent change on at once, behind everything that was said before it', () => {
  const { say, log, advanceTo, reported } = rig();
  say({ sentBytes: 0 });
  say({ sentBytes: 0 });
  reported.length = 0;
  advanceTo(10);
  say({ sentBytes: 1 });
  log('the last word');
  expect(reported).toEqual([]);
  say({ sentBytes: 2, state: 'complete' });
  expect(reported).toEqual(['10 log the last word', '10 complete 2']);
  advanceTo(1_000);
  expect(reported).toHaveLength(2);
});
