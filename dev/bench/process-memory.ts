import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { browserPid, descendantsOf, readProcess as read } from '../browser/process-tree.ts';

const REST_MS = 500;

/** Resident memory of processes, in bytes: before something was done, and the peak during it. */
export interface Peak {
  readonly idleBytes: number;
  readonly peakBytes: number;
}

/**
 * The browser's renderer processes: the extension's, shared by all its pages and its service worker, or those of web
 * pages. Identified by their command lines. Linux only.
 */
export function renderersOf(browser: Browser, kind: 'extension' | 'page'): number[] {
  return descendantsOf(browserPid(browser)).filter((pid) => {
    const line = read(pid, 'cmdline').replaceAll('\0', ' ');
    return line.includes('--type=renderer') && line.includes('--extension-process') === (kind === 'extension');
  });
}

/**
 * The peak memory of processes while something is done. The system tracks each process's peak, so nothing is missed
 * between two looks.
 */
export async function peakDuring(pids: readonly number[], work: () => Promise<unknown>): Promise<Peak> {
  const idle = new Map(pids.map((pid) => [pid, kilobytes(pid, 'VmRSS')]));
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  await work();
  // A spare process that ended meanwhile held none of it.
  const lasting = pids.filter((pid) => read(pid, 'status') !== '');
  return {
    idleBytes: sum(lasting.map((pid) => idle.get(pid) ?? 0)) * 1024,
    peakBytes: sum(lasting.map((pid) => kilobytes(pid, 'VmHWM'))) * 1024,
  };
}

/** Resolves when processes have settled: they hold no less than half a second ago. */
export async function untilAtRest(pids: readonly number[]): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const now = residentBytes(pids);
    if (now >= before) return;
    before = now;
    await delay(REST_MS);
  }
}

/** What processes hold now; ended ones count as nothing. */
export function residentBytes(pids: readonly number[]): number {
  return sum(pids.map((pid) => kilobytes(pid, 'VmRSS'))) * 1024;
}

function kilobytes(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(pid, 'status'))?.[1] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
