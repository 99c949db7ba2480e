import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { renderersOf } from '../bench/process-memory.ts';
import { browserPid, descendantsOf, readProcess } from '../browser/process-tree.ts';

/** What processes hold at one moment: their own memory plus their share of what several of them hold (PSS). */
export interface MemoryLook {
  readonly atMs: number;
  /** The process of the extension's pages and workers. */
  readonly extensionBytes: number;
  /** All of the browser's processes. */
  readonly allBytes: number;
}

/** Keeps looking until the signal aborts. Linux only; elsewhere there's nothing to see. */
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
