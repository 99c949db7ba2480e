import fc from 'fast-check';
import { vi } from 'vitest';
import { TooLateError } from '../../lib/base/clock.ts';
import { drive } from './drive.ts';
import { EngineRig } from './engine-rig.ts';
import { anySchedule, type Servers } from './schedule.ts';

/** Which schedules to run, and how many. `share`: of the number that SCHEDULES asks for, or of 20,000. */
export interface ScheduleCheck {
  readonly servers: Servers;
  readonly share: number;
  readonly wholeContent: boolean;
}

/** Drives the engine through that many random schedules; reports how many ran and what they covered. */
export async function checkSchedules({ servers, share, wholeContent }: ScheduleCheck): Promise<number> {
  const numRuns = Math.ceil(Number(process.env['SCHEDULES'] ?? 20_000) * share);
  const kinds = new Set<string>();
  let schedules = 0;
  const property = fc.asyncProperty(anySchedule(servers), async (schedule) => {
    schedules += 1;
    await drive(schedule, (world, transport, plan) => new EngineRig(world, transport, plan), { wholeContent, kinds });
  });
  const debug = quietCopies();
  await fc.assert(property, { numRuns, ...replay() }).finally(() => debug.mockRestore());
  const names = [...kinds].sort().join(', ');
  console.log(`${schedules} schedules on ${servers} servers; ${kinds.size} kinds of faults and events: ${names}.`);
  return schedules;
}

/** That a copy was not written in time is what a schedule with a hanging disk is about; hundreds of lines hide a failure. */
function quietCopies() {
  const say = console.debug;
  return vi.spyOn(console, 'debug').mockImplementation((...words: unknown[]) => {
    if (words[0] !== 'The row was not copied.' || !(words[1] instanceof TooLateError)) say(...words);
  });
}

/** The same schedules every time, so that a failure is due to the change; `SCHEDULE_SEED=random` looks for new ones. */
function replay(): { readonly seed?: number } {
  const seed = process.env['SCHEDULE_SEED'] ?? '-1184486926';
  return seed === 'random' ? {} : { seed: Number(seed) };
}
