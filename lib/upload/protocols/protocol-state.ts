import * as v from 'valibot';

/** As the catalog keeps it. A protocol that has to remember more adds a field here, with a fallback for what was kept before. */
export const protocolStateSchema = v.object({
  needsLength: v.fallback(v.nullable(v.boolean()), null),
  lengthAtServer: v.fallback(v.boolean(), false),
});

/**
 * What a protocol remembers of its upload from one request to the next. The session keeps it, and its answers change it (see
 * `Outcome.remember`).
 */
export interface ProtocolState {
  /**
   * The server takes the length only at the start: so nothing can be sent before the recording ends. Null: it does not say,
   * so it is tried without.
   */
  readonly needsLength: boolean | null;
  /** Whether the server knows and has accepted the final length; some refuse to get it twice. */
  readonly lengthAtServer: boolean;
}

/** Of an upload whose length is no matter before its end. */
export const NOTHING_REMEMBERED: ProtocolState = { needsLength: false, lengthAtServer: false };

/** The state with these changes; the same object where they change nothing. */
export function remembering(state: ProtocolState, changes: Partial<ProtocolState> = {}): ProtocolState {
  const next = { ...state, ...changes };
  const keys = Object.keys(next) as (keyof ProtocolState)[];
  return keys.every((key) => next[key] === state[key]) ? state : next;
}
