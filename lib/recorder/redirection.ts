import type { Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import { isGone } from './failover/engine-errors.ts';
import type { GivenAim } from './live/aims.ts';
import type { GiveOrder } from './open-engines.ts';

/** What redirecting recordings needs. */
export interface RedirectionPorts {
  /** See `Recordings.askEngine`. */
  askEngine(id: string, settings: Settings | null, give: GiveOrder): Promise<void>;
  /** Null when the recording isn't live. */
  aim(id: string, target: Target): GivenAim | null;
}

/** Sends recordings elsewhere, or nowhere, on your order: what their engines don't live to do, the next ones do. */
export class Redirection {
  readonly #ports: RedirectionPorts;
  /** The order that was given last, by recording. */
  readonly #last = new Map<string, GiveOrder>();

  constructor(ports: RedirectionPorts) {
    this.#ports = ports;
  }

  /** Resolves when it is done, or another such order counts by now. @throws as `Recordings.askEngine` does. */
  async redirect(id: string, target: Target, settings: Settings | null, give: GiveOrder): Promise<void> {
    const { askEngine, aim } = this.#ports;
    let given = null as GivenAim | null;
    try {
      await askEngine(id, settings, async (engine, isRepeated) => {
        // Another one counts by now.
        if (isRepeated && this.#last.get(id) !== give) return;
        if (!isRepeated) {
          this.#last.set(id, give);
          given = aim(id, target);
        }
        await give(engine, isRepeated);
      });
    } catch (error) {
      if (!isGone(error)) given?.takeBack();
      throw error;
    }
    given?.taken();
  }

  /** The recording will be deleted. */
  forget(id: string): void {
    this.#last.delete(id);
  }
}
