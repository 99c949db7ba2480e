import type { Recorder, RecorderEvents } from '../../capture/recorder.ts';

/**
 * A recorder that starts before there is anybody to take what it hands over: nothing is missed while the engine and its files
 * open. What it says meanwhile is held.
 */
export class EarlyRecorder {
  readonly #starting: Promise<Recorder>;
  readonly #held: ((to: RecorderEvents) => void)[] = [];
  #events: RecorderEvents | null = null;

  constructor(start: (events: RecorderEvents) => Promise<Recorder>) {
    const say = (deliver: (to: RecorderEvents) => void): void => {
      if (this.#events === null) this.#held.push(deliver);
      else deliver(this.#events);
    };
    this.#starting = start({
      slice: (slice) => say((to) => to.slice(slice)),
      ended: (why) => say((to) => to.ended(why)),
    });
    // Whoever takes it hears of it.
    this.#starting.catch(() => undefined);
  }

  /** Everything it said and says goes to `events`. Rejects as its start does. */
  take(events: RecorderEvents): Promise<Recorder> {
    this.#events = events;
    for (const deliver of this.#held.splice(0)) deliver(events);
    return this.#starting;
  }

  /** Nobody needs it. Never rejects. */
  drop(): void {
    this.#starting
      .then((recorder) => recorder.stop())
      .catch((error: unknown) => console.debug('The recorder had not started.', error));
  }
}
