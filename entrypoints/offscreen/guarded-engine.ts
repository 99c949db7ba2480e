import type { Engine, EngineEvents } from '../../lib/engine/engine-api.ts';
import type { EngineClient } from '../../lib/engine/engine-client.ts';

/** Starts a worker with an engine in it, see `openEngine`. */
export type OpenEngine = (events: EngineEvents, onCrash: (sentence: string) => void) => Promise<EngineClient>;

/** The engine's worker died. What it had written is on disk. The message is a sentence for the person. */
export class EngineDiedError extends Error {
  override readonly name = 'EngineDiedError';
}

/** Engines died one after the other: another one would, too. */
export class TooManyDeathsError extends Error {
  override readonly name = 'TooManyDeathsError';
}

/** The engine was closed before it had answered: whoever closed it has no use for the answer. */
export class EngineClosedError extends Error {
  override readonly name = 'EngineClosedError';
}

/** An engine whose death is noticed: a dead worker answers no call, and a caller would wait for ever. */
export interface GuardedEngine {
  /**
   * @throws EngineDiedError when the worker dies before it has answered.
   * @throws EngineClosedError when it is closed before, or was.
   */
  call<T>(use: (engine: Engine) => Promise<T>): Promise<T>;
  isDead(): boolean;
  close(): void;
}

/**
 * Opens an engine.
 * @param onDeath told once, unless the engine was closed before.
 * @throws EngineDiedError when the worker does not start.
 */
export async function openGuarded(
  open: OpenEngine,
  events: EngineEvents,
  onDeath: (sentence: string) => void,
): Promise<GuardedEngine> {
  let closed = false;
  let dead = false;
  const calls = new OpenCalls();
  const opening = open(events, (sentence) => {
    if (closed) return;
    closed = true;
    dead = true;
    calls.end(new EngineDiedError(`The part of Reelay that writes and uploads stopped: ${sentence}`));
    // One that does not even open has nothing to close.
    opening.then(
      (client) => client.close(),
      () => undefined,
    );
    onDeath(sentence);
  });
  const client = await calls.answer(() => opening);
  return {
    call: (use) => calls.answer(() => use(client.engine)),
    isDead: () => dead,
    close: () => {
      closed = true;
      calls.end(new EngineClosedError('The recording was closed before it had answered.'));
      client.close();
    },
  };
}

/**
 * Calls that are answered, or end together. Nothing of an answered one is kept: hours of recording are many thousands, and
 * a `Promise.race` with the end would keep some bytes of each until then.
 */
class OpenCalls {
  readonly #open = new Set<(reason: Error) => void>();
  #ended: Error | null = null;

  /** @throws what `end` was told, at once when it was told already. */
  answer<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      this.#open.add(reject);
      ask()
        .finally(() => this.#open.delete(reject))
        .then(resolve, reject);
    });
  }

  end(reason: Error): void {
    this.#ended = reason;
    for (const reject of this.#open) reject(reason);
    this.#open.clear();
  }
}
