import { setTimeout as delay } from 'node:timers/promises';
import type { Reelay } from '../browser/reelay.ts';

/**
 * Whether the extension's service worker runs code at all, whatever it's doing. A driven browser may start one and
 * never let it run; ours can't get into that state by itself.
 */
export async function serviceWorkerRuns(reelay: Reelay, patienceMs: number): Promise<boolean> {
  const session = await reelay.serviceWorker()?.createCDPSession();
  if (session === undefined) return false;
  try {
    const answering = session.send('Runtime.evaluate', { expression: 'true' });
    return (await Promise.race([answering, delay(patienceMs, null)])) !== null;
  } finally {
    // A worker never sleeps while a debugger is attached.
    await session.detach();
  }
}
