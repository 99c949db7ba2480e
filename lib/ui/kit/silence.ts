import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';

/** A service worker starts in a fraction of a second, and on a machine that is starting itself in a few. */
export const SILENCE_MS = 5_000;

/** Whether a page has not been connected for {@link SILENCE_MS}. `nowMs`: milliseconds, a clock that moves. */
export function silenceOf(connected: ReadonlySignal<boolean>, nowMs: ReadonlySignal<number>): ReadonlySignal<boolean> {
  const lastHeardMs = signal(nowMs.peek());
  effect(() => {
    if (connected.value) lastHeardMs.value = nowMs.value;
  });
  return computed(() => !connected.value && nowMs.value - lastHeardMs.value >= SILENCE_MS);
}
