import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'puppeteer-core';

/** The browser's main process, which started all the others. @throws Error when it was started elsewhere. */
export function browserPid(browser: Browser): number {
  const pid = browser.process()?.pid;
  if (pid === undefined) throw new Error('The browser was not started here.');
  return pid;
}

/** All descendants of a process. Linux only. */
export function descendantsOf(root: number): number[] {
  const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(names.map((name) => [Number(name), parentOf(Number(name))]));
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && (parent === root || isBelow(parent));
  };
  return [...parents.keys()].filter(isBelow);
}

function parentOf(pid: number): number {
  const stat = readProcess(pid, 'stat');
  // After the name in parentheses, which may contain anything, come the state and the parent.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

/** What the system tells about a process; empty once it has ended. */
export function readProcess(pid: number, name: 'cmdline' | 'stat' | 'status' | 'smaps_rollup'): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return '';
    throw error;
  }
}
