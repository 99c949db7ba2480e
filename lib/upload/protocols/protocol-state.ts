import * as v from 'valibot';

/**
 * As stored in the catalog. A protocol that has to remember more adds a field here, with a fallback for older sessions.
 */
export const protocolStateSchema = v.object({
  needsLength: v.fallback(v.nullable(v.boolean()), null),
  lengthAtServer: v.fallback(v.boolean(), false),
});

/**
 * What a protocol remembers between requests. The session stores it, and answers change it (see `Outcome.remember`).
 */
export interface ProtocolState {
  /**
   * The server needs the length first, so nothing can be sent before the recording ends. Null: it doesn't say, so try
   * without.
   */
  readonly needsLength: boolean | null;
  /** Whether the server knows and has accepted the final length; some refuse to get it twice. */
  readonly lengthAtServer: boolean;
}

/** The state of an upload whose length doesn't matter until the end. */
export const NOTHING_REMEMBERED: ProtocolState = { needsLength: false, lengthAtServer: false };

/** The state with these changes; the same object when nothing changes. */
export function remembering(state: ProtocolState, changes: Partial<ProtocolState> = {}): ProtocolState {
  const next = { ...state, ...changes };
  const keys = Object.keys(next) as (keyof ProtocolState)[];
  return keys.every((key) => next[key] === state[key]) ? state : next;
}
