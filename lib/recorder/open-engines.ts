import type { Clock } from '../base/clock.ts';
import { inTime } from '../base/clock.ts';
import type { Engine } from '../engine/engine-api.ts';
import { type Message, MessageError } from '../recording/message.ts';
import type { Settings } from '../settings/settings.ts';
import { isGone } from './failover/engine-errors.ts';
import type { GuardedEngine } from './failover/guarded-engine.ts';

/** Another engine takes over in a second or two, even after one that hung within half a minute. */
const ORDER_PATIENCE_MS = 60_000;
const NO_ANSWER: Message = { id: 'engine.noAnswer' };

/** An engine that was opened for a recording. */
export interface OpenedEngine {
  readonly settings: Settings;
  readonly engine: Promise<GuardedEngine>;
  /** While the engine recovers the recording; rejects when it cannot. */
  recovering: Promise<void> | null;
}

interface Opened extends OpenedEngine {
  /** Resolves when another has taken its place, or it was closed. */
  readonly over: PromiseWithResolvers<null>;
  /** The engine when it has the recording; null when it never will. */
  readonly begun: Promise<GuardedEngine | null>;
}

/** Gives an engine an order. `isRepeated`: one that has died since got it before. */
export type GiveOrder = (engine: Engine, isRepeated: boolean) => Promise<void>;

/** The engines of this recorder: one at most for each recording. */
export class OpenEngines {
  readonly #start: (id: string) => Promise<GuardedEngine>;
  readonly #clock: Pick<Clock, 'wait'>;
  readonly #opened = new Map<string, Opened>();

  /** @param start starts an engine for a recording. */
  constructor(start: (id: string) => Promise<GuardedEngine>, clock: Pick<Clock, 'wait'>) {
    this.#start = start;
    this.#clock = clock;
  }

  /** Opens an engine, which takes the place of the last one at once. The caller closes that one. */
  open(id: string, settings: Settings): OpenedEngine {
    const engine = this.#start(id);
    const over = Promise.withResolvers<null>();
    // It may never open.
    const begun = Promise.race([withRecording(engine), over.promise]);
    const opened = { settings, engine, recovering: null, over, begun };
    const before = this.#opened.get(id);
    this.#opened.set(id, opened);
    before?.over.resolve(null);
    return opened;
  }

  /** Null when none is open. */
  get(id: string): OpenedEngine | null {
    return this.#opened.get(id) ?? null;
  }

  /** The recordings that have one. */
  get ids(): readonly string[] {
    return [...this.#opened.keys()];
  }

  /**
   * Gives a recording's engine an order, once it has the recording: one that takes over doesn't at first. If it dies over it, the
   * next one gets it, too.
   * @throws MessageError when none is open or ready in time: it isn't carried out then; when it died over it and none follows; and
   * whatever `give` rejects with.
   */
  async order(id: string, give: GiveOrder): Promise<void> {
    let isGiven = false;
    let death: unknown = new MessageError({ id: 'recorder.notOpen' });
    for (;;) {
      const ready = this.#ready(id);
      // Once given it is carried out by whichever engine comes, however late.
      const engine = await (isGiven ? ready : inTime(ready, ORDER_PATIENCE_MS, this.#clock, NO_ANSWER));
      if (engine === null) throw death;
      try {
        return await engine.call((to) => {
          const isRepeated = isGiven;
          isGiven = true;
          return give(to, isRepeated);
        });
      } catch (error) {
        if (!isGone(error)) throw error;
        death = error;
      }
    }
  }

  /** The recording's engine, when it has the recording; null when there is none, and none follows. */
  async #ready(id: string): Promise<GuardedEngine | null> {
    for (let opened = this.#opened.get(id); opened !== undefined; opened = this.#opened.get(id)) {
      const engine = await opened.begun;
      if (engine?.isGone() === false) return engine;
      await opened.over.promise;
    }
    return null;
  }

  /** Closes a recording's engine. With `opened`, nothing happens when another has taken its place. */
  close(id: string, opened: OpenedEngine | undefined = this.#opened.get(id)): void {
    const now = this.#opened.get(id);
    if (now === undefined || now !== opened) return;
    this.#opened.delete(id);
    now.over.resolve(null);
    closeEngine(now);
  }
}

async function withRecording(opening: Promise<GuardedEngine>): Promise<GuardedEngine | null> {
  try {
    const engine = await opening;
    await engine.begun();
    return engine;
  } catch (error) {
    console.debug('An engine never had its recording.', error);
    return null;
  }
}

/** Closes an engine that another has replaced. One that is still opening is closed when it is open: nobody waits for that. */
export function closeEngine({ engine }: OpenedEngine): void {
  engine.then(
    (open) => open.close(),
    (error: unknown) => console.debug('An engine was gone.', error),
  );
}
