import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  TransportError,
} from '../../lib/upload/wire/transport.ts';
import { lengthOf } from './fake-file.ts';
import type { Fault } from './fault.ts';
import type { SiteFault } from './site-fault.ts';
import type { World } from './world.ts';

const LATENCY_MS = 40;
const BYTES_PER_MS = 1_000;
/** Progress events of a slow body; any other has one, in the middle. */
const SLOW_STEPS = [1, 2, 3, 4, 5, 6, 7, 8];

/** How a request ends for the client. */
export interface Verdict {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** The server's end of one request: what arrives there, what it answers, and what a client can know from that. */
export interface FarEnd {
  /** The address that is busy until the request is over. */
  readonly url: string;
  readonly fault: Fault | SiteFault;
  /** Whether something on the way breaks it off unseen; then nothing arrives. Absent: never. */
  breaksOff?(): boolean;
  /** This share of the body arrives, whatever happens to the answer. Only the first call counts. */
  arrive(share: number): void;
  /** From here on, nobody knows what the request did. */
  becomesUncertain?(): void;
  /** The answer to a request that got through, which the client hears. */
  answer(): Answer;
  /** The client hears that there is no answer. */
  isUnanswered(): void;
}

/** One request on its way: when its bytes arrive, and how it ends for the client. */
export class InFlight {
  readonly #world: World;
  readonly #far: FarEnd;
  readonly #options: SendOptions;
  readonly #verdict: Verdict;
  readonly #over: () => void;
  readonly #startedAtMs: number;
  readonly #bodyBytes: number;
  #bodyMs: number;
  #cancels: (() => void)[] = [];

  constructor(
    world: World,
    far: FarEnd,
    request: OutgoingRequest,
    options: SendOptions,
    verdict: Verdict,
    over: () => void,
  ) {
    this.#world = world;
    this.#far = far;
    this.#options = options;
    this.#verdict = verdict;
    this.#over = over;
    this.#startedAtMs = world.clock.monotonicMs();
    this.#bodyBytes = lengthOf(request.body);
    this.#bodyMs = this.#bodyBytes / BYTES_PER_MS;
  }

  begin(): void {
    const { fault } = this.#far;
    this.#options.signal.addEventListener('abort', this.#onAbort);
    const isSlow = fault.kind === 'slow';
    if (isSlow) this.#bodyMs = 4 * this.#options.stallTimeoutMs;
    if (!this.#world.online) {
      this.#at(1, () => this.#fail('network'));
      return;
    }
    if (this.#far.breaksOff?.()) {
      this.#at(LATENCY_MS, () => this.#fail('network'));
      return;
    }
    switch (fault.kind) {
      case 'broken':
      case 'hang': {
        const share = fault.when === 'before' ? 0 : fault.when === 'after' ? 1 : fault.share;
        const reachedMs = LATENCY_MS + this.#bodyMs * share;
        this.#at(reachedMs, () => {
          this.#far.becomesUncertain?.();
          if (fault.when !== 'before') this.#far.arrive(share);
          if (fault.kind === 'broken') this.#fail('network');
        });
        if (fault.kind === 'hang') this.#at(reachedMs + this.#options.stallTimeoutMs, () => this.#fail('timeout'));
        return;
      }
      case 'late':
        this.#far.becomesUncertain?.();
        this.#at(LATENCY_MS, () => {
          this.#world.clock.at(fault.lateMs, () => this.#far.arrive(fault.share), true);
          this.#fail('network');
        });
        return;
      default:
        for (const step of isSlow ? SLOW_STEPS : [4]) {
          const share = step / 8;
          this.#at(share * this.#bodyMs, () => this.#options.onProgress(Math.floor(this.#bodyBytes * share)));
        }
        this.#at(this.#bodyMs + LATENCY_MS, () => this.#succeed());
    }
  }

  /** The network goes down. */
  cut(hang: boolean): void {
    this.#clear();
    this.#arriveAsFar();
    if (hang) this.#at(this.#options.stallTimeoutMs, () => this.#fail('timeout'));
    else this.#fail('network');
  }

  /** The client dies in the middle of it. */
  vanish(): void {
    this.#arriveAsFar();
    this.#end();
  }

  readonly #onAbort = () => {
    this.#arriveAsFar();
    this.#far.isUnanswered();
    this.#end();
    this.#verdict.reject(this.#options.signal.reason);
  };

  #arriveAsFar(): void {
    const elapsedMs = this.#world.clock.monotonicMs() - this.#startedAtMs;
    this.#far.becomesUncertain?.();
    if (elapsedMs > 0) this.#far.arrive(this.#bodyMs === 0 ? 1 : Math.min(1, elapsedMs / this.#bodyMs));
  }

  #succeed(): void {
    const answer = this.#far.answer();
    this.#end();
    this.#verdict.resolve(answer);
  }

  #fail(kind: 'network' | 'timeout'): void {
    this.#far.isUnanswered();
    this.#end();
    this.#verdict.reject(kind === 'network' ? new TransportError(kind, NO_ANSWER) : noByteMoved(30_000));
  }

  #at(delayMs: number, fire: () => void): void {
    this.#cancels.push(this.#world.clock.at(delayMs, fire));
  }

  #clear(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  #end(): void {
    this.#clear();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#world.arrives(this.#far.url);
    this.#over();
  }
}
