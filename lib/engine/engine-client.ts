import * as Comlink from 'comlink';
import { inTime, systemClock } from '../base/clock.ts';
import { deathOfHolder } from '../base/life-lock.ts';
import type { LogEntry } from '../recording/log-entry.ts';
import { type Message, messageOf } from '../recording/message.ts';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import type { Engine, EngineEvents } from './engine-api.ts';
import { answerMinting, type LoadMinting } from './uploading/minting-question.ts';

/** A worker starts in a fraction of a second, or a few seconds on a busy machine. One that died early never does. */
const START_PATIENCE_MS = 20_000;

/** An engine in its worker, as the offscreen document holds it. */
export interface EngineClient {
  readonly engine: Engine;
  /** Ends the worker. What it wrote stays; its upload is cut off, and resumed by `recover`. */
  close(): void;
}

/** What the worker exposes: an engine, and a sign of life. */
export interface EngineWorkerApi extends Engine {
  /** Resolves when the worker holds the lock `life`, which only its death releases. */
  live(life: string): Promise<void>;
}

/**
 * The engine's reports, as its worker posts them: not through Comlink, which would wait for an answer to each, but over
 * the same channel, so that reports arrive before the answer to the call that caused them.
 */
export type EngineNews =
  | { readonly news: 'snapshot'; readonly snapshot: RecordingSnapshot }
  | { readonly news: 'log'; readonly entries: readonly LogEntry[] }
  /** The engine starts sending to this origin, and stops sending to the one before, see `wireTransport`. */
  | { readonly news: 'open-wire'; readonly origin: string; readonly port: MessagePort }
  /** The engine asks for the minting endpoint, see `askMinting`. */
  | { readonly news: 'ask-minting'; readonly port: MessagePort };

/** What an engine needs from the document, because its worker doesn't have it. */
export interface EngineHost {
  readonly loadMinting: LoadMinting;
  /** Serves a wire to an origin, see `wireTransport`. Returns a function that ends it, with the request under way. */
  openWire(origin: string, port: MessagePort): () => void;
}

/**
 * Starts a worker with an engine in it.
 * @param onCrash the worker died; the recording's bytes are on disk up to the last slice. May be called more than once.
 * @throws Error when the worker doesn't start.
 */
export async function openEngine(
  events: EngineEvents,
  onCrash: (reason: Message) => void,
  { loadMinting, openWire }: EngineHost,
): Promise<EngineClient> {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url), { type: 'module', name: 'reelay-engine' });
  let closeWire: () => void = () => undefined;
  const crashed = (reason: Message) => {
    // The next engine asks the server where it stands, so nothing of this one may still be on its way.
    closeWire();
    onCrash(reason);
  };
  worker.addEventListener('error', ({ message }) =>
    crashed(message ? messageOf(message) : { id: 'engine.workerStopped' }),
  );
  worker.addEventListener('message', ({ data }: MessageEvent<EngineNews | { readonly news?: never }>) => {
    if (data.news === 'snapshot') events.snapshot(data.snapshot);
    else if (data.news === 'log') events.log(data.entries);
    else if (data.news === 'open-wire') {
      closeWire();
      closeWire = openWire(data.origin, data.port);
    } else if (data.news === 'ask-minting') void answerMinting(data.port, loadMinting);
  });
  const life = `reelay:engine:${crypto.randomUUID()}`;
  const closing = new AbortController();
  const remote = Comlink.wrap<EngineWorkerApi>(worker);
  try {
    await inTime(remote.live(life), START_PATIENCE_MS, systemClock, { id: 'engine.notStarted' });
  } catch (error) {
    worker.terminate();
    throw error;
  }
  deathOfHolder(life, closing.signal).then(
    () => crashed({ id: 'engine.workerEnded' }),
    // Closed on purpose.
    (reason: unknown) => console.debug('An engine was closed.', reason),
  );
  return {
    engine: remote as unknown as Engine,
    close: () => {
      closing.abort();
      closeWire();
      worker.terminate();
    },
  };
}
