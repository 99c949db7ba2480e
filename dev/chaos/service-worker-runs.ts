import { setTimeout as delay } from 'node:timers/promises';
import type { Reelay } from '../browser/reelay.ts';

/**
 * Whether the extension's service worker runs code at all, whatever it is doing. One that a driven browser has started and
 * never lets run does not; ours cannot make itself so.
 */
export async function serviceWorkerRuns(reelay: Reelay, patienceMs: number): Promise<boolean> {
  const session = await reelay.serviceWorker()?.createCDPSession();
  if (session === undefined) return false;
  try {
    const answering = session.send('Runtime.evaluate', { expression: 'true' });
    return (await Promise.race([answering, delay(patienceMs, null)])) !== null;
  } finally {
    // A worker that somebody is attached to never sleeps.
    await session.detach();
  }
}
