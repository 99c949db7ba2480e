import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Channel, serveLevels, watchLevels } from '../../lib/commands/level-channel.ts';
import type { SoundLevels } from '../../lib/recording/sound-level.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LEVELS: SoundLevels = { tab: { peak: 0.5, rms: 0.1 }, microphone: null };

/** A channel between as many contexts as are opened, and the meter at its end. */
function rig() {
  const ends = new Set<(data: unknown) => void>();
  const meter = { open: 0, taken: 0, levels: LEVELS as SoundLevels | null };
  let sent = 0;
  const open = () => {
    let listener: (data: unknown) => void = () => undefined;
    const channel = {
      postMessage: (data: unknown) => {
        sent += 1;
        for (const end of ends) if (end !== listener) end(data);
      },
      addEventListener: (_type: string, added: (event: { data: unknown }) => void) => {
        listener = (data) => added({ data });
        ends.add(listener);
      },
      close: () => void ends.delete(listener),
    } as unknown as Channel;
    return channel;
  };
  serveLevels(open(), () => {
    meter.open += 1;
    return {
      take: () => {
        meter.taken += 1;
        return meter.levels;
      },
      close: () => {
        meter.open -= 1;
      },
    };
  });
  return { open, meter, sent: () => sent };
}

it('measures and sends only while a page watches', async () => {
  const { open, meter, sent } = rig();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([meter.open, meter.taken, sent(), vi.getTimerCount()]).toEqual([0, 0, 0, 0]);
  const heard: SoundLevels[] = [];
  const stop = watchLevels(open(), (levels) => void heard.push(levels));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(heard.length).toBeGreaterThan(95);
  expect([heard[0], meter.open]).toEqual([LEVELS, 1]);
  stop();
  await vi.advanceTimersByTimeAsync(3_000);
  const taken = meter.taken;
  await vi.advanceTimersByTimeAsync(10_000);
  expect([meter.open, meter.taken, vi.getTimerCount()]).toEqual([0, taken, 0]);
});

it('sends nothing while nothing is recorded, and what is no level is not taken for one', async () => {
  const { open, meter } = rig();
  meter.levels = null;
  const heard = vi.fn();
  watchLevels(open(), heard);
  open().postMessage({ tab: 'loud' });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(heard).not.toHaveBeenCalled();
});
