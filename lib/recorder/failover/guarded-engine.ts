import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { Engine, EngineEvents } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { type Message, MessageError } from '../../recording/message.ts';

/** Starts a worker with an engine in it, see `openEngine`. */
export type OpenEngine = (events: EngineEvents, onCrash: (reason: Message) => void) => Promise<EngineClient>;

/** Waits for an answer, and rejects when that takes too long. */
export type Within = <T>(answer: Promise<T>) => Promise<T>;

/** The engine's worker died. What it wrote is on disk. */
export class EngineDiedError extends MessageError {
  override readonly name = 'EngineDiedError';
}

/** The engine was closed before it answered, because its answer is no longer needed. */
export class EngineClosedError extends MessageError {
  override readonly name = 'EngineClosedError';
}

/** An engine itself never waits longer than this. */
const ANSWER_PATIENCE_MS = 60_000;
const NO_ANSWER: Message = { id: 'engine.noAnswer' };
/** Nobody calls an engine that only uploads: it is asked. */
const ASK_EVERY_MS = 30_000;

/**
 * An engine whose death is detected. If it doesn't answer in time, it counts as dead and is ended. It is asked now and then whether it
 * does.
 */
export interface GuardedEngine {
  /**
   * @param within how long to wait; a minute when absent.
   * @throws EngineDiedError when the worker dies, or is ended, before it has answered.
   * @throws EngineClosedError when it is closed before, or was.
   */
  call<T>(use: (engine: Engine) => Promise<T>, within?: Within): Promise<T>;
  /** A {@link call} that gives it its recording: `create`, `failOver` or `recover`. */
  begin<T>(use: (engine: Engine) => Promise<T>, within?: Within): Promise<T>;
  /**
   * Resolves when it has its recording, and can be given orders.
   * @throws EngineDiedError or EngineClosedError as a {@link call} does.
   */
  begun(): Promise<void>;
  isDead(): boolean;
  /** Whether it is dead or closed. */
  isGone(): boolean;
  close(): void;
}

/**
 * Opens an engine.
 * @param onDeath called once, unless the engine was closed before.
 * @throws EngineDiedError when the worker does not start.
 */
export async function openGuarded(
  open: OpenEngine,
  events: EngineEvents,
  onDeath: (reason: Message) => void,
  clock: Pick<Clock, 'wait'>,
): Promise<GuardedEngine> {
  let dead = false;
  const ended = new AbortController();
  const isGone = () => ended.signal.aborted;
  const calls = new OpenCalls();
  const die = (reason: Message) => {
    if (isGone()) return;
    dead = true;
    ended.abort();
    calls.end(new EngineDiedError({ id: 'engine.died', reason }));
    // If it doesn't open, there is nothing to close.
    opening.then(
      (client) => client.close(),
      () => undefined,
    );
    onDeath(reason);
  };
  const heard: EngineEvents = {
    // An ended engine's late reports are about a recording that another one has by now.
    snapshot: (snapshot) => isGone() || events.snapshot(snapshot),
    log: (entries) => events.log(entries),
  };
  // It may crash before it has returned.
  const opening: Promise<EngineClient> = Promise.resolve().then(() => open(heard, die));
  const client = await calls.answer(() => opening);
  const inAMinute: Within = (answer) => inTime(answer, ANSWER_PATIENCE_MS, clock, NO_ANSWER);
  const begun = Promise.withResolvers<void>();
  const call: GuardedEngine['call'] = async (use, within = inAMinute) => {
    let isAnswered = false;
    const answer = calls
      .answer(() => use(client.engine))
      .finally(() => {
        isAnswered = true;
      });
    try {
      return await within(answer);
    } catch (error) {
      if (isAnswered) throw error;
      die(NO_ANSWER);
      return await answer;
    }
  };
  const keepAsking = async () => {
    for (;;) {
      await clock.wait(ASK_EVERY_MS, ended.signal);
      if (isGone()) return;
      await call((to) => to.alive());
    }
  };
  // It has died by then, and that is known.
  keepAsking().catch((error: unknown) => console.debug('An engine is asked no more.', error));
  return {
    call,
    begin: async (use, within) => {
      const answer = await call(use, within);
      begun.resolve();
      return answer;
    },
    begun: () => calls.answer(() => begun.promise),
    isDead: () => dead,
    isGone,
    close: () => {
      ended.abort();
      calls.end(new EngineClosedError({ id: 'engine.closed' }));
      client.close();
    },
  };
}

/**
 * Calls that are answered, or end together. Nothing is kept of an answered one: hours of recording make many thousands,
 * and a `Promise.race` with the end would keep some bytes of each until then.
 */
class OpenCalls {
  readonly #open = new Set<(reason: Error) => void>();
  #ended: Error | null = null;

  /** @throws the reason given to `end`, at once when it has ended already. */
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
