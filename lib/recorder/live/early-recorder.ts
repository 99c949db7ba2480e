import type { Recorder, RecorderEvents } from '../../capture/recorder.ts';

/**
 * A recorder that starts before the engine and its files are open, so that nothing is missed. Until then it holds its
 * events.
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
    // The taker gets it later.
    this.#starting.catch(() => undefined);
  }

  /** Passes all past and future events to `events`. Rejects as its start does. */
  take(events: RecorderEvents): Promise<Recorder> {
    this.#events = events;
    for (const deliver of this.#held.splice(0)) deliver(events);
    return this.#starting;
  }

  /** It isn't needed. Never rejects. */
  drop(): void {
    this.#starting
      .then((recorder) => recorder.stop())
      .catch((error: unknown) => console.debug('The recorder had not started.', error));
  }
}
