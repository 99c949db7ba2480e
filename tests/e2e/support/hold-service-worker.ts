import type { Reelay } from '../../../dev/browser/reelay.ts';

/**
 * Keeps the service worker from everything else, as a browser does that has no time for it. Resolves to what lets it go on.
 * One that a debugger has stopped still hears, so it is kept busy.
 */
export async function holdServiceWorker(reelay: Reelay): Promise<() => Promise<void>> {
  const session = await reelay.serviceWorker()?.createCDPSession();
  if (session === undefined) throw new Error('The service worker sleeps.');
  // Its end is an error.
  const held = session.send('Runtime.evaluate', { expression: 'for (;;);' }).catch(() => undefined);
  return async () => {
    await session.send('Runtime.terminateExecution');
    await held;
    await session.detach();
  };
}
