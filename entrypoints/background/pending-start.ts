import * as v from 'valibot';
import { MESSAGES } from '../../lib/relay/messages.ts';
import type { SessionArea } from '../../lib/relay/session-area.ts';
import type { Clock } from '../../lib/upload/clock.ts';
import type { StartRequest } from './start-recording.ts';

const KEY = 'pending-start';
/** Whoever has not answered by then has left the page; what is kept still starts when the answer comes. */
const WAITS_MS = 10 * 60_000;

const kept = v.object({ atMs: v.number(), request: MESSAGES['background/start'] });

/** The start that waits for the person's permission, kept over the death of the service worker. One at most. */
export interface PendingStart {
  keep(request: StartRequest): Promise<void>;
  /** Gives it and forgets it; null when there is none. */
  take(): Promise<StartRequest | null>;
  /** Whether the person is likely to be still deciding about one. */
  waits(): Promise<boolean>;
}

/** It holds an upload URL, so it belongs into memory only: `area` must be `storage.session`. */
export function pendingStartIn(area: SessionArea, clock: Pick<Clock, 'now'>): PendingStart {
  const read = async () => {
    const parsed = v.safeParse(kept, (await area.get(KEY))[KEY]);
    return parsed.success ? parsed.output : null;
  };
  return {
    keep: (request) => area.set({ [KEY]: { atMs: clock.now(), request } }),
    async take() {
      const start = await read();
      await area.remove(KEY);
      return start?.request ?? null;
    },
    async waits() {
      const start = await read();
      return start !== null && clock.now() - start.atMs < WAITS_MS;
    },
  };
}
