import * as v from 'valibot';
import type { Clock } from '../../base/clock.ts';
import type { SessionArea } from '../../base/session-area.ts';
import { COMMANDS } from '../../commands/commands.ts';
import type { StartRequest } from './start-recording.ts';

const KEY = 'pending-start';
/** After this long you are doing something else: a recording must not start by surprise. */
const EXPIRES_AFTER_MS = 10 * 60_000;

const kept = v.object({ atMs: v.number(), request: COMMANDS.start.data });

/** What waited for your permission. */
export type TakenStart =
  | { readonly kind: 'waiting'; readonly request: StartRequest }
  /** It waited too long, and must not start any more. */
  | { readonly kind: 'expired' }
  | { readonly kind: 'none' };

/** The start that waits for your permission; it survives the service worker. One at most. */
export interface PendingStart {
  keep(request: StartRequest): Promise<void>;
  /** Gives it and forgets it. */
  take(): Promise<TakenStart>;
  /** Whether you may still be deciding about one. */
  waits(): Promise<boolean>;
}

/** It holds an upload URL, so it belongs into memory only: `area` must be `storage.session`. */
export function pendingStartIn(area: SessionArea, clock: Pick<Clock, 'now'>): PendingStart {
  const read = async (): Promise<TakenStart> => {
    const parsed = v.safeParse(kept, (await area.get(KEY))[KEY]);
    if (!parsed.success) return { kind: 'none' };
    const ageMs = clock.now() - parsed.output.atMs;
    // A clock that was set back says nothing of how long it waited.
    const isFresh = ageMs >= 0 && ageMs < EXPIRES_AFTER_MS;
    return isFresh ? { kind: 'waiting', request: parsed.output.request } : { kind: 'expired' };
  };
  return {
    keep: (request) => area.set({ [KEY]: { atMs: clock.now(), request } }),
    async take() {
      const start = await read();
      await area.remove(KEY);
      return start;
    },
    async waits() {
      return (await read()).kind === 'waiting';
    },
  };
}
