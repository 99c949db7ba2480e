import type { Browser } from 'puppeteer-core';

/** What an engine wrote to the catalog while its uploads sent this many requests. Bytes are of the rows as JSON. */
export interface CatalogWrites {
  readonly writes: number;
  readonly bytes: number;
  readonly requests: number;
}

/** What the hooks below store in the worker. */
interface Counted {
  catalogWrites: { writes: number; bytes: number; requests: number };
}

/** Starts counting inside the engine's worker; the returned function tells the count so far. */
export async function watchCatalogWrites(browser: Browser): Promise<() => Promise<CatalogWrites>> {
  const engine = await browser.waitForTarget((target) => target.url().includes('/engine-worker'));
  const session = await engine.createCDPSession();
  const run = async (expression: string): Promise<unknown> => {
    const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
    return result.value;
  };
  await run(`(${hook.toString()})()`);
  // A worker caught right at its start waits until everyone attached to it lets it run.
  await session.send('Runtime.runIfWaitingForDebugger');
  return async () => (await run('globalThis.catalogWrites')) as CatalogWrites;
}

/** Runs in the worker. */
function hook(): void {
  const counts = { writes: 0, bytes: 0, requests: 0 };
  (globalThis as unknown as Counted).catalogWrites = counts;
  const { put } = IDBObjectStore.prototype;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, value: unknown, key?: IDBValidKey) {
    counts.writes += 1;
    counts.bytes += JSON.stringify(value).length;
    return key === undefined ? put.call(this, value) : put.call(this, value, key);
  };
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (this: XMLHttpRequest, body?: Document | XMLHttpRequestBodyInit | null) {
    counts.requests += 1;
    send.call(this, body);
  };
}
