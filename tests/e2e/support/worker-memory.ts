import type { Page, WebWorker } from 'puppeteer-core';

/** V8's answer, according to its protocol; the typings may be older. */
interface HeapUsage {
  readonly usedSize: number;
  /** Array buffers, which live outside the heap. */
  readonly backingStorageSize?: number;
}

/**
 * The peak memory in use (excluding garbage) in the workers that a page starts while something runs: objects and array
 * buffers, in bytes.
 */
export async function workerMemoryDuring(page: Page, everyMs: number, run: () => Promise<unknown>): Promise<number> {
  const workers = new Set<WebWorker>();
  const onCreated = (worker: WebWorker) => workers.add(worker);
  const onDestroyed = (worker: WebWorker) => workers.delete(worker);
  page.on('workercreated', onCreated).on('workerdestroyed', onDestroyed);
  let most = 0;
  let running = true;
  const finished = run().finally(() => {
    running = false;
  });
  while (running) {
    for (const worker of workers) most = Math.max(most, (await usedBytes(worker)) ?? 0);
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, everyMs))]);
  }
  page.off('workercreated', onCreated).off('workerdestroyed', onDestroyed);
  await finished;
  return most;
}

/** Null if the worker has ended meanwhile. */
async function usedBytes(worker: WebWorker): Promise<number | null> {
  try {
    await worker.client.send('HeapProfiler.collectGarbage');
    const { usedSize, backingStorageSize }: HeapUsage = await worker.client.send('Runtime.getHeapUsage');
    return usedSize + (backingStorageSize ?? 0);
  } catch {
    return null;
  }
}
