import type { Target } from '../../recording/target.ts';
import { isSessionDead, type Problem } from '../../upload/session/problem.ts';

/** How many sessions in a row may die without getting further than an earlier one. */
const MAX_DEAD = 2;

/**
 * Counts sessions that died one after the other. A new one is worth it when the last got further than all before;
 * otherwise only a few times, or everything would be sent again forever.
 */
export class DeadSessions {
  #inARow = 0;
  #furthestBytes = 0;

  /**
   * Whether a problem is worth a new URL: only when URLs are minted, and not when one after another dies at the same
   * place.
   */
  shouldMintAgain(
    { target, ackedBytes }: { readonly target: Target; readonly ackedBytes: number },
    problem: Problem,
  ): boolean {
    if (!('endpointName' in target) || !isSessionDead(problem)) return false;
    return this.count(ackedBytes);
  }

  /** Another session died at `ackedBytes`. Returns whether a new one is worth it. */
  count(ackedBytes: number): boolean {
    this.#inARow = ackedBytes > this.#furthestBytes ? 1 : this.#inARow + 1;
    this.#furthestBytes = Math.max(this.#furthestBytes, ackedBytes);
    return this.#inARow <= MAX_DEAD;
  }

  /** You want another try. */
  forget(): void {
    this.#inARow = 0;
    this.#furthestBytes = 0;
  }
}
