import * as Comlink from 'comlink';
import { systemClock } from '../upload/clock.ts';
import { inTime } from '../upload/in-time.ts';
import type { Engine, EngineEvents } from './engine-api.ts';
import { deathOfHolder } from './life-lock.ts';

/** A worker starts in a fraction of a second, on a busy machine in a few; one that died before it could say so never. */
const START_PATIENCE_MS = 20_000;

/** An engine in its worker, as the offscreen document holds it. */
export interface EngineClient {
  readonly engine: Engine;
  /** Ends the worker. What it wrote stays; an upload under way is cut off, to be taken up by `recover`. */
  close(): void;
}

/** What the worker exposes: an engine, and a way to listen to it. */
export interface EngineWorkerApi extends Engine {
  /** Resolves when the worker holds the lock `life`, which only its death releases. */
  listen(snapshot: EngineEvents['snapshot'], log: EngineEvents['log'], life: string): Promise<void>;
}

/**
 * Starts a worker with an engine in it.
 * @param onCrash the worker died; the recording's bytes are on disk up to the last slice. May be told more than once.
 * @throws Error when the worker does not start.
 */
export async function openEngine(events: EngineEvents, onCrash: (sentence: string) => void): Promise<EngineClient> {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'reelay-engine' });
  worker.addEventListener('error', (event) => onCrash(event.message || 'The recording’s worker stopped.'));
  const life = `reelay:engine:${crypto.randomUUID()}`;
  const closing = new AbortController();
  const remote = Comlink.wrap<EngineWorkerApi>(worker);
  try {
    const listening = remote.listen(Comlink.proxy(events.snapshot), Comlink.proxy(events.log), life);
    const sentence = 'The part of Reelay that writes and uploads did not start.';
    await inTime(listening, START_PATIENCE_MS, systemClock, sentence);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  deathOfHolder(life, closing.signal).then(
    () => onCrash('The browser ended the recording’s worker.'),
    // Closed on purpose.
    (reason: unknown) => console.debug('An engine was closed.', reason),
  );
  return {
    engine: remote as unknown as Engine,
    close: () => {
      closing.abort();
      worker.terminate();
    },
  };
}
