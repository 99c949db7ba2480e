import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { renderersOf } from '../bench/process-memory.ts';
import { browserPid, descendantsOf, readProcess } from '../browser/process-tree.ts';

/** What processes hold at one moment: their own bytes, and their share of what several of them hold (PSS). */
export interface MemoryLook {
  readonly atMs: number;
  /** The process of the extension's pages and workers. */
  readonly extensionBytes: number;
  /** The browser with all its processes. */
  readonly allBytes: number;
}

/** Looks again and again until the signal is aborted. Linux only; there is nothing to see elsewhere. */
export async function watchMemory(
  browser: Browser,
  everyMs: number,
  signal: AbortSignal,
  onLook: (look: MemoryLook) => void,
): Promise<void> {
  while (!signal.aborted && process.platform === 'linux') {
    const own = browserPid(browser);
    onLook({
      atMs: performance.now(),
      extensionBytes: pssOf(renderersOf(browser, 'extension')),
      allBytes: pssOf([own, ...descendantsOf(own)]),
    });
    await delay(everyMs, null, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function pssOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readProcess(pid, 'smaps_rollup'))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}
