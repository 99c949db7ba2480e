import { setTimeout as delay } from 'node:timers/promises';
import { MIB } from '../../lib/base/byte-units.ts';
import type { Fault } from '../receiver/faults.ts';
import type { Receiver } from '../receiver/receiver.ts';

/** From the start of one trouble to the start of the next: all of them occur within a minute. */
const EVERY_MS = 6_000;
const SLOW_BYTES_PER_SECOND = 600_000;

/** Something that goes wrong at the server or on the way there, and ends after `lastsMs` or after one request. */
type Trouble =
  | { readonly name: string; readonly fault: Fault }
  | { readonly name: 'slow link' | 'network cut'; readonly lastsMs: number };

/** What goes wrong, one after the other. */
const TROUBLES: readonly Trouble[] = [
  { name: '503', fault: { on: { kind: 'middle' }, do: { status: 503 } } },
  { name: 'part of a chunk stored', fault: { on: { kind: 'middle' }, do: { storePartially: 3 * MIB } } },
  { name: 'connection reset', fault: { on: { kind: 'middle' }, do: { resetAfterBytes: 2 * MIB } } },
  { name: 'slow link', lastsMs: 5_000 },
  { name: 'answer lost', fault: { on: { kind: 'middle' }, do: { storeThenReset: true } } },
  { name: 'silence', fault: { on: { kind: 'middle' }, do: { hangMs: 4_000 } } },
  { name: 'network cut', lastsMs: 2_000 },
  {
    name: '503 with Retry-After',
    fault: { on: { kind: 'middle' }, do: { status: 503, headers: { 'retry-after': '2' } } },
  },
];

/** Makes one trouble after another until the signal aborts, then leaves the way clear. @returns how many there were. */
export async function makeTrouble(receiver: Receiver, signal: AbortSignal): Promise<number> {
  let count = 0;
  try {
    for (; !signal.aborted; count += 1) {
      const trouble = TROUBLES[count % TROUBLES.length];
      if (trouble === undefined) break;
      const beganAtMs = performance.now();
      await strike(receiver, trouble, signal);
      await pause(beganAtMs + EVERY_MS - performance.now(), signal);
    }
  } finally {
    receiver.clearFaults();
    receiver.setBandwidth(null);
    await receiver.resumeNetwork();
  }
  return count;
}

async function strike(receiver: Receiver, trouble: Trouble, signal: AbortSignal): Promise<void> {
  if ('fault' in trouble) {
    receiver.addFault(trouble.fault);
    return;
  }
  if (trouble.name === 'slow link') receiver.setBandwidth(SLOW_BYTES_PER_SECOND);
  else await receiver.pauseNetwork();
  await pause(trouble.lastsMs, signal);
  receiver.setBandwidth(null);
  await receiver.resumeNetwork();
}

/** Waits this long, or until the signal aborts. */
async function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  await delay(Math.max(0, delayMs), null, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
