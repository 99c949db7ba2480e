import type { Reelay } from '../../../dev/browser/reelay.ts';

/**
 * Keeps the service worker from doing anything else, like a browser that has no time for it. Resolves to a function
 * that lets it continue. A worker stopped in a debugger still receives events, so it's kept busy instead.
 */
export async function holdServiceWorker(reelay: Reelay): Promise<() => Promise<void>> {
  const session = await reelay.serviceWorker()?.createCDPSession();
  if (session === undefined) throw new Error('The service worker sleeps.');
  // Terminating it rejects this.
  const held = session.send('Runtime.evaluate', { expression: 'for (;;);' }).catch(() => undefined);
  return async () => {
    await session.send('Runtime.terminateExecution');
    await held;
    await session.detach();
  };
}
