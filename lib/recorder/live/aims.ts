import type { Target } from '../../recording/target.ts';

interface Aim {
  readonly target: Target;
  /** Whether any of it may have been sent there. */
  hasSent: boolean;
}

/** An order to send a recording elsewhere, which its engine was given. */
export interface GivenAim {
  /** The engine has done it: it reports about the new target from now on. */
  taken(): void;
  /** A living engine refused it. */
  takeBack(): void;
}

/** Where a recording was to go first, and where else you ordered it to go since; the last one counts. */
export class Aims {
  #aims: readonly Aim[] = [];
  /** The one that the engine's reports are about, as far as is known. */
  #reported: Aim;

  constructor(target: Target) {
    this.#reported = { target, hasSent: false };
    this.#aims = [this.#reported];
  }

  get #last(): Aim {
    return this.#aims.at(-1) ?? this.#reported;
  }

  /** Unknown: nowhere, because you cancelled its upload. */
  get target(): Target {
    return this.#last.target;
  }

  /** Its engine gets another target. It may die before it has done so: then the next one does it. */
  add(target: Target): GivenAim {
    const aim = { target, hasSent: false };
    this.#aims = [...this.#aims, aim];
    return {
      taken: () => {
        // The answer to a cancelled upload may come after that to the next URL.
        if (this.#aims.indexOf(aim) > this.#aims.indexOf(this.#reported)) this.#reported = aim;
      },
      takeBack: () => {
        this.#aims = this.#aims.filter((other) => other !== aim);
      },
    };
  }

  /** The engine reported that so much has been sent: until it has answered an order, to where it went before. */
  heard(sentBytes: number): void {
    this.#reported.hasSent = sentBytes > 0;
  }

  /** What the next engine gets, and whether anything was sent there. Its reports are about that. */
  handOver(): Readonly<Aim> {
    this.#reported = this.#last;
    return { ...this.#reported };
  }
}
