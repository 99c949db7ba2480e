import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { browserPid, descendantsOf, readProcess } from '../browser/process-tree.ts';

/** Linux counts in hundredths of a second on every machine. */
const TICK_SECONDS = 0.01;
const LOOK_EVERY_MS = 500;

/** The CPU seconds a browser and all its processes use in this many milliseconds. Linux only. */
export async function cpuSecondsOf(browser: Browser, windowMs: number): Promise<number> {
  const root = browserPid(browser);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  const look = (isBegin: boolean): void => {
    for (const pid of [root, ...descendantsOf(root)]) {
      const ticks = ticksOf(pid);
      if (ticks === null) continue;
      // A process that starts later used all its time within the window.
      if (!first.has(pid)) first.set(pid, isBegin ? ticks : 0);
      // For a process that ends, this keeps what it had used when last seen.
      last.set(pid, ticks);
    }
  };
  look(true);
  const until = performance.now() + windowMs;
  while (performance.now() < until) {
    await delay(Math.min(LOOK_EVERY_MS, Math.max(0, until - performance.now())));
    look(false);
  }
  return [...last].reduce((sum, [pid, ticks]) => sum + ticks - (first.get(pid) ?? 0), 0) * TICK_SECONDS;
}

/** Time in user mode and in the kernel; null once it has ended. */
function ticksOf(pid: number): number | null {
  const stat = readProcess(pid, 'stat');
  if (stat === '') return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
