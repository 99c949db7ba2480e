import type { Clock } from '../../base/clock.ts';
import { inTime } from '../../base/clock.ts';
import type { EngineEvents } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { Message } from '../../recording/message.ts';
import type { OpenEngine } from './guarded-engine.ts';

/** If it takes longer than this, another one is opened. */
const SPARE_PATIENCE_MS = 1_000;

interface Spare {
  readonly client: Promise<EngineClient>;
  /** Who gets its reports; null while unused. */
  user: { readonly events: EngineEvents; readonly onCrash: (reason: Message) => void } | null;
  isDead: boolean;
}

/** An engine opened in advance: a worker takes a while to start. */
export class SpareEngine {
  readonly #open: OpenEngine;
  readonly #clock: Pick<Clock, 'wait'>;
  #spare: Spare | null = null;

  constructor(open: OpenEngine, clock: Pick<Clock, 'wait'>) {
    this.#open = open;
    this.#clock = clock;
  }

  /** A recording may start soon. No effect when there is a spare engine already. */
  prepare(): void {
    if (this.#spare !== null) return;
    const events: EngineEvents = {
      snapshot: (snapshot) => spare.user?.events.snapshot(snapshot),
      log: (entries) => spare.user?.events.log(entries),
    };
    const died = (reason: Message) => {
      spare.isDead = true;
      if (this.#spare === spare) this.#spare = null;
      spare.user?.onCrash(reason);
    };
    const spare: Spare = { client: Promise.resolve().then(() => this.#open(events, died)), user: null, isDead: false };
    this.#spare = spare;
    spare.client.catch(() => {
      if (this.#spare === spare) this.#spare = null;
    });
  }

  /** Returns the spare engine, or opens another one if none works. Rejects as opening one does. */
  readonly open: OpenEngine = async (events, onCrash) => {
    const spare = this.#spare;
    this.#spare = null;
    if (spare !== null) {
      try {
        const client = await inTime(spare.client, SPARE_PATIENCE_MS, this.#clock, 'It is late.', (late) =>
          late.close(),
        );
        if (!spare.isDead) {
          spare.user = { events, onCrash };
          return client;
        }
        client.close();
      } catch (error) {
        console.debug('The spare engine is of no use.', error);
      }
    }
    return this.#open(events, onCrash);
  };
}
