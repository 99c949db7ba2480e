import { setTimeout as delay } from 'node:timers/promises';
import { renderersOf } from '../bench/process-memory.ts';
import { browserPid, descendantsOf, readProcess } from '../browser/process-tree.ts';
import type { Reelay } from '../browser/reelay.ts';

/**
 * What processes hold at one moment: their own memory plus their share of what several of them hold (PSS). The extension's
 * garbage is collected first: the browser puts that off for minutes while there is room.
 */
export interface MemoryLook {
  readonly atMs: number;
  /** The process of the extension's pages and workers. */
  readonly extensionBytes: number;
  /** All of the browser's processes. */
  readonly allBytes: number;
}

/** Keeps looking until the signal aborts. Linux only; elsewhere there's nothing to see. */
export async function watchMemory(
  reelay: Reelay,
  everyMs: number,
  signal: AbortSignal,
  onLook: (look: MemoryLook) => void,
): Promise<void> {
  while (!signal.aborted && process.platform === 'linux') {
    await collectGarbage(reelay);
    const { browser } = reelay;
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

/** In the document that records, and in its workers. */
async function collectGarbage(reelay: Reelay): Promise<void> {
  const document = await reelay.offscreenDocument()?.asPage();
  if (document === undefined) return;
  const session = await document.createCDPSession();
  try {
    const threads = [session, ...document.workers().map(({ client }) => client)];
    await Promise.all(threads.map((thread) => thread.send('HeapProfiler.collectGarbage')));
  } finally {
    await session.detach();
  }
}

function pssOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readProcess(pid, 'smaps_rollup'))?.[1] ?? 0));
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}
