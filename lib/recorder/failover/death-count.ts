/** More deaths than this within this time mean that the next engine would die as well. */
const MAX_DEATHS = 3;
const WITHIN_MS = 10 * 60_000;

/** Counts how often a recording's engine died lately. */
export class DeathCount {
  readonly #nowMs: () => number;
  readonly #deathsMs = new Map<string, readonly number[]>();

  /** `nowMs`: milliseconds by a clock that never jumps. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Counts one more. Returns whether there were too many in ten minutes. */
  add(id: string): boolean {
    const nowMs = this.#nowMs();
    const recent = (this.#deathsMs.get(id) ?? []).filter((atMs) => nowMs - atMs < WITHIN_MS);
    const deaths = [...recent, nowMs];
    this.#deathsMs.set(id, deaths);
    return deaths.length > MAX_DEATHS;
  }
}
