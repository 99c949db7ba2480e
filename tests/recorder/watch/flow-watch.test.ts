import { expect, test } from 'vitest';
import { MIB } from '../../../lib/base/byte-units.ts';
import { watchFlow } from '../../../lib/recorder/watch/flow-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';

interface Second {
  readonly handedBytes?: number;
  readonly waitingBytes?: number;
  /** For how many seconds the first slice has waited. */
  readonly waited?: number;
  /** For how many seconds the engine has been silent. */
  readonly silent?: number;
  readonly cannotRead?: boolean;
  readonly paused?: boolean;
  /** For how long the computer slept just before. */
  readonly slept?: number;
}

/** What is warned of after as many seconds as there are entries. */
async function warningsAfter(seconds: readonly Second[]) {
  return (await watched(seconds)).warnings;
}

/** How often its writer was stuck in that time. */
async function stuckIn(seconds: readonly Second[]) {
  return (await watched(seconds)).stuck;
}

async function watched(seconds: readonly Second[]) {
  const warnings: Partial<Record<'recorder' | 'writer', Message | null>> = {};
  let stuck = 0;
  let look = 0;
  const now = () => seconds[look] ?? {};
  const nowMs = () => (look + seconds.slice(0, look + 1).reduce((sum, { slept = 0 }) => sum + slept, 0)) * 1_000;
  await watchFlow(
    {
      flow: () => {
        const { handedBytes = look, waitingBytes = 0, waited, cannotRead = false } = now();
        const waitingSinceMs = waited === undefined ? null : nowMs() - waited * 1_000;
        return { handedBytes, waitingBytes, waitingSinceMs, cannotRead };
      },
      heardAtMs: () => nowMs() - (now().silent ?? 0) * 1_000,
      isRecording: () => now().paused !== true,
      isLive: () => look < seconds.length,
      onWarning: (about, warning) => {
        warnings[about] = warning;
      },
      onStuck: () => {
        stuck += 1;
      },
    },
    {
      clock: { monotonicMs: nowMs },
      later: (_delayMs, callback) => {
        look += 1;
        callback();
      },
    },
  );
  return { warnings, stuck };
}

const still = (seconds: number, more: Second = {}): Second[] => Array(seconds).fill({ handedBytes: 5, ...more });
const WELL = { recorder: null, writer: null };

test('a recorder that hands over nothing for 15 seconds is reported, until it does', async () => {
  const NOTHING = { id: 'recorder.nothingComes' };
  expect(await warningsAfter(still(15))).toEqual(WELL);
  expect(await warningsAfter(still(16))).toEqual({ recorder: NOTHING, writer: null });
  expect(await warningsAfter([...still(30), { handedBytes: 6 }])).toEqual(WELL);
  expect(await warningsAfter([...still(10), ...still(20, { paused: true }), ...still(10)])).toEqual(WELL);
});

test('a disk that is slower than the recording is reported with its numbers', async () => {
  const SLOW = { id: 'recorder.diskSlow', waitingBytes: 34_000_000, limitBytes: 256 * MIB };
  expect(await warningsAfter([{ waitingBytes: 31 * MIB, waited: 9 }])).toEqual(WELL);
  expect(await warningsAfter([{ waitingBytes: 32 * MIB, waited: 1 }])).toEqual({ recorder: null, writer: SLOW });
  const ONE_SLICE = { ...SLOW, waitingBytes: 1_000_000 };
  expect(await warningsAfter([{ waitingBytes: 1_000, waited: 10 }])).toEqual({ recorder: null, writer: ONE_SLICE });
  expect(await warningsAfter([{ waitingBytes: 32 * MIB, waited: 10 }, {}])).toEqual(WELL);
});

test('a writer that says nothing is distinguished from a disk that is slow', async () => {
  const SILENT = expect.objectContaining({ id: 'recorder.writerSilent' });
  expect(await warningsAfter([{ waitingBytes: 1_000, waited: 10, silent: 5 }])).toEqual({
    recorder: null,
    writer: SILENT,
  });
  // It has nothing to write.
  expect(await warningsAfter([{ silent: 60 }])).toEqual(WELL);
});

test('a browser that does not give the data of a slice is not called a slow disk, nor a silent writer', async () => {
  const WITHHELD = { id: 'recorder.dataWithheld', waitingBytes: 1_000_000, limitBytes: 256 * MIB };
  const waiting = { waitingBytes: 1_000, waited: 10, cannotRead: true };
  expect((await warningsAfter([waiting])).writer).toEqual(WITHHELD);
  expect((await warningsAfter([{ ...waiting, silent: 60 }])).writer).toEqual(WITHHELD);
  expect(await warningsAfter([{ ...waiting, waited: 9 }])).toEqual(WELL);
});

test('nothing is wrong with a computer that has just woken up', async () => {
  const woken = { handedBytes: 5, waitingBytes: 1_000, waited: 3_600, silent: 3_600, slept: 3_600 };
  expect(await warningsAfter([...still(5), woken])).toEqual(WELL);
  // The disk does not take it after that, either.
  const later = { ...woken, slept: 0, silent: 0 };
  expect((await warningsAfter([...still(5), woken, later])).writer?.id).toBe('recorder.diskSlow');
});

test('a writer that gets nothing to the disk for 75 seconds is stuck, or for 20 when memory is half full', async () => {
  const seconds = (count: number, first: number, waitingBytes: (handed: number) => number) =>
    Array.from({ length: count }, (_, n) => ({ handedBytes: first + n, waitingBytes: waitingBytes(first + n) }));
  // All that comes waits.
  expect(await stuckIn(seconds(75, 0, (handed) => handed))).toBe(0);
  expect(await stuckIn(seconds(77, 0, (handed) => handed))).toBe(1);
  // Memory fills, and something is written now and then.
  expect(await stuckIn(seconds(200, 0, (handed) => handed - Math.floor(handed / 60)))).toBe(0);
  expect(await stuckIn(seconds(22, 128 * MIB, (handed) => handed))).toBe(1);
  // Nothing waits, and nothing comes.
  expect(await stuckIn(still(200))).toBe(0);
});
