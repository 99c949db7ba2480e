import { describe, expect, test } from 'vitest';
import { createShortcuts } from '../../../lib/control/shortcuts/serve-shortcuts.ts';
import type { Unshown } from '../../../lib/control/start/unshown.ts';
import { MessageError, type MessageId } from '../../../lib/recording/message.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { aRecording } from '../../support/a-recording.ts';
import { FakeClock } from '../../support/fake-clock.ts';

/** What keys do while this is the current recording. `now` can be changed; `carriedOut`: what a command waits for in the end. */
function rig(
  current: RecordingSnapshot | null,
  fault: Error | null = null,
  carriedOut: () => Promise<void> = async () => undefined,
) {
  const now = { current, isStarting: false, hasCountdown: false, unshown: null as Unshown | null };
  const clock = new FakeClock();
  const done: string[] = [];
  const refused: MessageId[] = [];
  const act = (name: string) => async (data: unknown) => {
    if (fault !== null) throw fault;
    done.push(`${name} ${JSON.stringify(data)}`);
    await carriedOut();
  };
  const carryOut = {
    stop: act('stop'),
    pause: act('pause'),
    resume: act('resume'),
    'mute-microphone': act('mute'),
    'unmute-microphone': act('unmute'),
    'add-marker': act('mark'),
  };
  const press = createShortcuts({
    snapshot: () => ({ current: now.current, others: [] }),
    start: act('start'),
    isStarting: () => now.isStarting,
    unshown: () => now.unshown,
    cancelStart: () => {
      if (now.hasCountdown) done.push('cancel');
      return now.hasCountdown;
    },
    carryOut,
    refuse: async ({ id }) => void refused.push(id),
    wait: (delayMs) => clock.wait(delayMs, new AbortController().signal),
  });
  return { press, done, refused, now, clock };
}

test('a key starts on the tab that was in front, and stops, pauses and marks the recording that runs', async () => {
  const idle = rig(null);
  await idle.press('start-stop', 7);
  expect(idle.done).toEqual(['start 7']);
  const running = rig(aRecording({ id: 'a' }));
  for (const name of ['pause-resume', 'add-marker', 'start-stop'] as const) await running.press(name, 7);
  expect(running.done).toEqual(['pause {"id":"a"}', 'mark {"id":"a"}', 'stop {"id":"a"}']);
});

test.each([
  ['nothing is recorded', null, 'control.nothingRecorded'],
  ['the last recording is complete', aRecording({ state: 'complete' }), 'control.nothingRecorded'],
  ['it stops', aRecording({ isStopping: true }), 'recorder.lastIsStopping'],
] as const)('a key that makes no sense says why: %s', async (_title, current, id) => {
  const { press, done, refused } = rig(current);
  await press('pause-resume', null);
  expect([done, refused]).toEqual([[], [id]]);
});

test('a recording without a microphone has none to mute', async () => {
  const { press, refused } = rig(aRecording());
  await press('mute-unmute', null);
  expect(refused).toEqual(['control.noMicrophone']);
});

test('what a command refuses is reported, as a page reports it', async () => {
  const { press, refused } = rig(aRecording(), new MessageError({ id: 'recorder.notLive' }));
  await press('start-stop', null);
  expect(refused).toEqual(['recorder.notLive']);
});

const PREPARING = aRecording({ id: 'a', state: 'preparing' });
const MICROPHONE = { isMuted: false } as NonNullable<RecordingSnapshot['microphone']>;

describe('while a recording starts', () => {
  test('mute is pressed before it is shown, and done as soon as its microphone is open', async () => {
    const { press, done, refused, now, clock } = rig(null);
    now.isStarting = true;
    const pressed = press('mute-unmute', null);
    await clock.advance(1_000);
    now.current = PREPARING;
    await clock.advance(1_000);
    expect([done, refused]).toEqual([[], []]);
    now.current = { ...PREPARING, microphone: MICROPHONE };
    await clock.advance(50);
    await pressed;
    expect([done, refused]).toEqual([['mute {"id":"a"}'], []]);
  });

  test('mute is pressed, and done before anything is shown, once', async () => {
    const { press, done, refused, now, clock } = rig(null);
    now.isStarting = true;
    const pressed = [press('mute-unmute', null), press('mute-unmute', null)];
    await clock.advance(1_000);
    expect(done).toEqual([]);
    now.unshown = { id: 'a', hasMicrophone: true };
    await clock.advance(1_000);
    expect(done).toEqual(['mute {"id":"a"}']);
    now.current = { ...PREPARING, microphone: { ...MICROPHONE, isMuted: true } };
    await clock.advance(50);
    await Promise.all(pressed);
    expect([done, refused]).toEqual([['mute {"id":"a"}', 'unmute {"id":"a"}'], []]);
  });

  test('nothing is muted of one without a microphone, and that is said', async () => {
    const { press, done, refused, now, clock } = rig(null);
    Object.assign(now, { isStarting: true, unshown: { id: 'a', hasMicrophone: false } });
    const pressed = press('mute-unmute', null);
    await clock.advance(1_000);
    Object.assign(now, { isStarting: false, unshown: null, current: aRecording({ id: 'a' }) });
    await clock.advance(50);
    await pressed;
    expect([done, refused]).toEqual([[], ['control.noMicrophone']]);
  });

  test('mute is pressed twice: it is muted, and unmuted again', async () => {
    const { press, done, now, clock } = rig(PREPARING, null, async () => {
      now.current = { ...PREPARING, microphone: { ...MICROPHONE, isMuted: true } };
    });
    const pressed = [press('mute-unmute', null), press('mute-unmute', null)];
    await clock.advance(1_000);
    now.current = { ...PREPARING, microphone: MICROPHONE };
    await clock.advance(50);
    await Promise.all(pressed);
    expect(done).toEqual(['mute {"id":"a"}', 'unmute {"id":"a"}']);
  });

  test('its key cancels a countdown', async () => {
    const { press, done, now } = rig(null);
    Object.assign(now, { isStarting: true, hasCountdown: true });
    await press('start-stop', 7);
    expect(done).toEqual(['cancel']);
  });

  test('a second press of the key that started it neither starts nor stops anything until it is shown', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { press, done, refused, now } = rig(null, null, () => promise);
    const first = press('start-stop', 7);
    await press('start-stop', 7);
    expect([done, refused]).toEqual([['start 7'], ['recorder.anotherStarts']]);
    now.current = PREPARING;
    const third = press('start-stop', 7);
    resolve();
    await Promise.all([first, third]);
    expect(done).toEqual(['start 7', 'stop {"id":"a"}']);
  });

  test('what cannot be done by then is refused', async () => {
    const { press, done, refused, clock } = rig(PREPARING);
    const pressed = press('pause-resume', null);
    await clock.advance(30_000);
    await pressed;
    expect([done, refused]).toEqual([[], ['recorder.anotherStarts']]);
  });
});
