import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { SILENCE_MS, silenceOf } from '../../../lib/ui/kit/silence.ts';

function setUp() {
  const connected = signal(false);
  const nowMs = signal(1_000);
  const silent = silenceOf(connected, nowMs);
  const elapse = (ms: number): void => {
    nowMs.value += ms;
  };
  return { connected, silent, elapse };
}

describe('silenceOf', () => {
  it('gives a background that is starting its time, and calls it silent then', () => {
    const { silent, elapse } = setUp();
    expect(silent.value).toBe(false);
    elapse(SILENCE_MS - 1);
    expect(silent.value).toBe(false);
    elapse(1);
    expect(silent.value).toBe(true);
  });

  it('ends with the hello, and counts anew when the connection ends', () => {
    const { connected, silent, elapse } = setUp();
    elapse(SILENCE_MS);
    connected.value = true;
    expect(silent.value).toBe(false);
    elapse(10 * SILENCE_MS);
    connected.value = false;
    expect(silent.value).toBe(false);
    elapse(SILENCE_MS);
    expect(silent.value).toBe(true);
  });

  it('is none while the page is connected, however far the clock jumps', () => {
    const { connected, silent, elapse } = setUp();
    connected.value = true;
    const seen: boolean[] = [];
    silent.subscribe((isSilent) => seen.push(isSilent));
    elapse(3_600_000);
    expect(seen).toEqual([false]);
  });
});
