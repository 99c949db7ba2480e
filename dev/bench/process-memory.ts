import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { browserPid, descendantsOf, readProcess as read } from '../browser/process-tree.ts';

const REST_MS = 500;

/** Memory of processes, in bytes resident: before something was done, and the most while it was. */
export interface Peak {
  readonly idleBytes: number;
  readonly peakBytes: number;
}

/**
 * The browser's processes for pages: the extension's, which all its pages and its service worker share, or those of web
 * pages. Told by what the browser writes into their command lines; Linux only.
 */
export function renderersOf(browser: Browser, kind: 'extension' | 'page'): number[] {
  return descendantsOf(browserPid(browser)).filter((pid) => {
    const line = read(pid, 'cmdline').replaceAll('\0', ' ');
    return line.includes('--type=renderer') && line.includes('--extension-process') === (kind === 'extension');
  });
}

/**
 * The most that processes hold while something is done. The system itself keeps the highest that it sees of each, so
 * nothing is missed between two looks.
 */
export async function peakDuring(pids: readonly number[], work: () => Promise<unknown>): Promise<Peak> {
  const idle = new Map(pids.map((pid) => [pid, kilobytes(pid, 'VmRSS')]));
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5');
  await work();
  // A spare process that has ended meanwhile held nothing of it.
  const lasting = pids.filter((pid) => read(pid, 'status') !== '');
  return {
    idleBytes: sum(lasting.map((pid) => idle.get(pid) ?? 0)) * 1024,
    peakBytes: sum(lasting.map((pid) => kilobytes(pid, 'VmHWM'))) * 1024,
  };
}

/** Resolves when processes hold no less than half a second ago: they have come to rest. */
export async function untilAtRest(pids: readonly number[]): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const now = residentBytes(pids);
    if (now >= before) return;
    before = now;
    await delay(REST_MS);
  }
}

/** What processes hold now; those that have ended hold nothing. */
export function residentBytes(pids: readonly number[]): number {
  return sum(pids.map((pid) => kilobytes(pid, 'VmRSS'))) * 1024;
}

function kilobytes(pid: number, name: 'VmRSS' | 'VmHWM'): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(read(pid, 'status'))?.[1] ?? 0);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
