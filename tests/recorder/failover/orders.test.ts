import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SERVED } from '../../../lib/recorder/commands.ts';
import { messageOf } from '../../../lib/recording/message.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import { partRig } from '../../support/part-rig.ts';

const [A, B] = [{ uploadUrl: 'https://x.test/a' }, { uploadUrl: 'https://x.test/b' }];
const TO_A = `fail over to ${JSON.stringify(A)}`;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A live recording that goes to `A`, whose engine has just died. The next one takes over once the test says so. */
async function died() {
  const rig = partRig(A);
  const takeOver = Promise.withResolvers<void>();
  rig.wishes.failOver = () => takeOver.promise;
  await rig.start();
  await rig.record(1, 2);
  rig.endEngine();
  const answers: string[] = [];
  const order = (name: string, asking: Promise<void>) =>
    asking.then(
      () => answers.push(name),
      (error: unknown) => answers.push(`${name}: ${messageOf(error).id}`),
    );
  return { rig, takeOver, answers, order };
}

it('every order about the upload waits for the engine that takes over, in its turn', async () => {
  const { rig, takeOver, answers, order } = await died();
  const { recordings, asked } = rig;
  for (const name of ['pause-upload', 'resume-upload', 'retry-now', 'cancel-upload'] as const) {
    void order(name, SERVED[name](recordings, 'a', DEFAULT_SETTINGS));
    await vi.advanceTimersByTimeAsync(100);
  }
  void order('new', recordings.useNewUrl('a', B, DEFAULT_SETTINGS));
  await vi.advanceTimersByTimeAsync(3_000);
  expect([asked, answers]).toEqual([[TO_A], []]);
  takeOver.resolve();
  await vi.advanceTimersByTimeAsync(100);
  expect(asked).toEqual([TO_A, 'pause', 'resume', 'retry now', 'cancel', 'use a new URL']);
  expect(answers).toEqual(['pause-upload', 'resume-upload', 'retry-now', 'cancel-upload', 'new']);
});

it('an order that no engine got in time is refused, and not carried out later', async () => {
  const { rig, takeOver, answers, order } = await died();
  void order('new', rig.recordings.useNewUrl('a', B, DEFAULT_SETTINGS));
  await vi.advanceTimersByTimeAsync(61_000);
  expect(answers).toEqual(['new: engine.noAnswer']);
  takeOver.resolve();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(new Set(rig.asked)).toEqual(new Set([TO_A]));
});

it('pauses and markers wait for it, too, and the recorder obeys at once', async () => {
  const { rig, takeOver } = await died();
  const paused = rig.recordings.live.pause('a');
  const marked = rig.recordings.live.mark('a');
  await vi.advanceTimersByTimeAsync(100);
  expect([rig.orders.at(-1), rig.asked]).toEqual(['pause 1', [TO_A]]);
  takeOver.resolve();
  await Promise.all([paused, marked]);
  expect(rig.asked.at(-1)).toBe('set markers');
});

it('an engine that has created its recording can be given orders', async () => {
  const rig = partRig(A);
  await rig.start();
  await SERVED['retry-now'](rig.recordings, 'a', DEFAULT_SETTINGS);
  expect(rig.asked).toEqual(['retry now']);
});
