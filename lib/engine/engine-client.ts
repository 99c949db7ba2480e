import * as Comlink from 'comlink';
import type { Engine, EngineEvents } from './engine-api.ts';

/** An engine in its worker, as the offscreen document holds it. */
export interface EngineClient {
  readonly engine: Engine;
  /** Ends the worker. What it wrote stays; an upload under way is cut off, to be taken up by `recover`. */
  close(): void;
}

/** What the worker exposes: an engine, and a way to listen to it. */
export interface EngineWorkerApi extends Engine {
  listen(snapshot: EngineEvents['snapshot'], log: EngineEvents['log']): void;
}

/**
 * Starts a worker with an engine in it.
 * @param onCrash the worker died of an error of its own; the recording's bytes are on disk up to the last slice.
 */
export async function openEngine(events: EngineEvents, onCrash: (sentence: string) => void): Promise<EngineClient> {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'reelay-engine' });
  worker.addEventListener('error', (event) => onCrash(event.message || 'The recording’s worker stopped.'));
  const remote = Comlink.wrap<EngineWorkerApi>(worker);
  await remote.listen(Comlink.proxy(events.snapshot), Comlink.proxy(events.log));
  return { engine: remote as unknown as Engine, close: () => worker.terminate() };
}
