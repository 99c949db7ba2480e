import * as v from 'valibot';
import { MESSAGES } from '../../lib/relay/messages.ts';
import type { SessionArea } from '../../lib/relay/session-area.ts';
import type { StartRequest } from './start-recording.ts';

const KEY = 'pending-start';

/** The start that waits for the person's permission, kept over the death of the service worker. One at most. */
export interface PendingStart {
  keep(request: StartRequest): Promise<void>;
  /** Gives it and forgets it; null when there is none. */
  take(): Promise<StartRequest | null>;
}

/** It holds an upload URL, so it belongs into memory only: `area` must be `storage.session`. */
export function pendingStartIn(area: SessionArea): PendingStart {
  return {
    keep: (request) => area.set({ [KEY]: request }),
    async take() {
      const stored = (await area.get(KEY))[KEY];
      await area.remove(KEY);
      const parsed = v.safeParse(MESSAGES['background/start'], stored);
      return parsed.success ? parsed.output : null;
    },
  };
}
