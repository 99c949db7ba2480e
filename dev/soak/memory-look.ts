import { setTimeout as delay } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { renderersOf } from '../bench/process-memory.ts';
import { browserPid, descendantsOf, readProcess } from '../browser/process-tree.ts';

const MEMORY_DUMPS = 'disabled-by-default-memory-infra';

/** What processes hold at one moment: their own memory plus their share of what several of them hold (PSS). */
export interface MemoryLook {
  readonly atMs: number;
  /** The process of the extension's pages and workers. */
  readonly extensionBytes: number;
  /** All of the browser's processes. */
  readonly allBytes: number;
}

/**
 * Looks once all garbage is collected, in every page and worker: what is held then is in use. A memory dump that is to be the same each
 * time begins with a collection. Null where there's nothing to see.
 */
export async function lookAtWhatIsKept(browser: Browser): Promise<MemoryLook | null> {
  if (process.platform !== 'linux') return null;
  const session = await browser.target().createCDPSession();
  try {
    await session.send('Tracing.start', { traceConfig: { includedCategories: [MEMORY_DUMPS] } });
    await session.send('Tracing.requestMemoryDump', { deterministic: true, levelOfDetail: 'background' });
    const ended = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
    await session.send('Tracing.end');
    await ended;
  } finally {
    await session.detach();
  }
  return lookNow(browser);
}

/** Keeps looking until the signal aborts. Linux only; elsewhere there's nothing to see. */
export async function watchMemory(
  browser: Browser,
  everyMs: number,
  signal: AbortSignal,
  onLook: (look: MemoryLook) => void,
): Promise<void> {
  while (!signal.aborted && process.platform === 'linux') {
    onLook(lookNow(browser));
    await delay(everyMs, null, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}

function lookNow(browser: Browser): MemoryLook {
  const own = browserPid(browser);
  return {
    atMs: performance.now(),
    extensionBytes: pssOf(renderersOf(browser, 'extension')),
    allBytes: pssOf([own, ...descendantsOf(own)]),
  };
}

function pssOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readProcess(pid, 'smaps_rollup'))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}
