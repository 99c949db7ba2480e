import { MIB } from '../../lib/base/byte-units.ts';
import type { PartResults } from './bench-result.ts';
import type { Table } from './part.ts';

interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly measured: string;
  readonly met: boolean;
}

/** The goals and what was reached, for the parts that ran. */
export function goalsTable({ drain, memory, growth, tail, cost }: Partial<PartResults>): Table {
  const goals: Goal[] = [];
  const atLeast = (what: string, least: number, value: number) =>
    goals.push({ what, goal: `at least ${least.toFixed(2)}`, measured: value.toFixed(3), met: value >= least });
  const atMost = (what: string, most: number, value: number, unit = '') =>
    goals.push({ what, goal: `at most ${most}${unit}`, measured: `${value.toFixed(3)}${unit}`, met: value <= most });
  if (drain !== undefined) {
    atLeast('drain, relative to bare XHR', 0.95, drain.ratioToBareXhr);
    atLeast('drain, relative to the best peer', 1, drain.ratioToBestPeer);
    atLeast('drain over tus, relative to tus-js-client', 1, drain.tusRatioToTusJs);
  }
  if (memory !== undefined) {
    atMost('memory over idle', 48, memory.peakOverIdleBytes / MIB, ' MiB');
    atMost('memory for each additional GiB', 2, memory.slopeBytesPerGiB / 1_000_000, ' MB');
  }
  if (growth !== undefined) {
    atMost('time per chunk, recording 10 times as long', 1.1, growth.chunkTimeRatio10xLonger);
    atMost('recovery time, recording 10 times as long', 1.1, growth.recoveryMs10GiB / growth.recoveryMs1GiB);
  }
  for (const { uplinkMbitPerSecond, way, overFloorMs, ratioToFloor } of tail?.rows ?? []) {
    if (way === 'original') continue;
    goals.push({
      what: `tail at ${uplinkMbitPerSecond} Mbit/s, ${way}`,
      goal: 'within 10 % or 150 ms of the floor',
      measured: `${((ratioToFloor - 1) * 100).toFixed(1)} %, ${overFloorMs.toFixed(0)} ms`,
      met: ratioToFloor <= 1.1 || overFloorMs <= 150,
    });
  }
  for (const { width, height, cpuOverheadRatio } of cost?.pictures ?? []) {
    atMost(`CPU while recording ${width}×${height}, relative to a bare recorder`, 1.05, cpuOverheadRatio);
  }
  return {
    title: 'Goals',
    about: 'The goals and what was measured.',
    columns: ['', 'goal', 'measured', 'met'],
    rows: goals.map(({ what, goal, measured, met }) => [what, goal, measured, met ? 'yes' : 'no']),
  };
}
