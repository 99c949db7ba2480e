import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepRunning, type RunningContext } from '../../../lib/capture/mix/keep-running.ts';
import type { Message } from '../../../lib/recording/message.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A context that the browser halts, and that starts again at the try that `startsAt` names. */
function rig(startsAt: number) {
  const tried: string[] = [];
  const reported: (Message | null)[] = [];
  class Context extends EventTarget {
    state: AudioContextState = 'running';
    turn(state: AudioContextState): void {
      this.state = state;
      this.dispatchEvent(new Event('statechange'));
    }
    resume = () => attempt('resume');
  }
  const context = new Context();
  const attempt = (name: string): Promise<void> => {
    if (tried.push(name) < startsAt) return new Promise(() => undefined);
    context.turn('running');
    return Promise.resolve();
  };
  const end = keepRunning(
    context as unknown as RunningContext,
    () => attempt('without device'),
    (warning) => void reported.push(warning),
  );
  return { tried, reported, context, end };
}

test('a context that the browser suspends is resumed at once, without a warning', async () => {
  const { tried, reported, context } = rig(1);
  expect(tried).toEqual([]);
  context.turn('suspended');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tried).toEqual(['resume']);
  expect(reported).toEqual([]);
});

test('a context whose device doesn’t start continues without it', async () => {
  const { tried, reported, context } = rig(2);
  context.turn('suspended');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tried).toEqual(['resume', 'without device']);
  expect(reported).toEqual([]);
});

test('a context that stays suspended is reported, and so is its recovery', async () => {
  const { tried, reported, context } = rig(6);
  context.turn('suspended');
  await vi.advanceTimersByTimeAsync(5_000);
  expect(reported).toEqual([{ id: 'capture.tabNotHeard' }]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tried).toHaveLength(6);
  expect(reported.at(-1)).toBeNull();
  context.turn('suspended');
  expect(tried).toHaveLength(7);
});

test('nothing is tried after the end, or once it’s closed', async () => {
  const { tried, context, end } = rig(9);
  context.turn('suspended');
  context.turn('closed');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tried).toHaveLength(1);
  end();
  context.turn('suspended');
  expect(tried).toHaveLength(1);
});
