import type { SessionArea } from '../base/session-area.ts';
import type { OffscreenDocument } from './offscreen-document.ts';
import type { Relay } from './relay/relay.ts';
import type { PendingStart } from './start/pending-start.ts';

const KEY = 'update-waits';

/** Delays an update of the extension while it would end a recording or an upload. */
export interface UpdateGate {
  /** An update is there. */
  arrived(): Promise<void>;
  /** Call it when work may have ended. Never rejects. */
  check(): Promise<void>;
  /** Does what a page asks for, and holds an update back meanwhile: what has just begun is not to be seen yet. */
  during<T>(work: () => Promise<T>): Promise<T>;
}

/** `reload` ends this extension and starts the new version. */
export function createUpdateGate(area: SessionArea, isBusy: () => Promise<boolean>, reload: () => void): UpdateGate {
  let underWay = 0;
  const check = async (): Promise<void> => {
    try {
      const { [KEY]: waits } = await area.get(KEY);
      if (waits !== true || (await isBusy())) return;
      // Last of all, and right before the end: something may have begun meanwhile.
      if (underWay === 0) reload();
    } catch (error) {
      console.warn('An update that waits was not looked for.', error);
    }
  };
  return {
    check,
    async arrived() {
      await area.set({ [KEY]: true });
      await check();
    },
    async during(work) {
      underWay += 1;
      try {
        return await work();
      } finally {
        underWay -= 1;
        void check();
      }
    },
  };
}

/**
 * Whether an update would end something: a recording, an upload, a start that the person is being asked about, or a page
 * that is open, with what was typed into it and the copy that it is saving.
 */
export async function isBusy(
  offscreen: Pick<OffscreenDocument, 'exists' | 'isInUse'>,
  pending: Pick<PendingStart, 'waits'>,
  relay: Pick<Relay, 'hasPages'>,
): Promise<boolean> {
  // All work happens in the document, and some of it may not be reported yet.
  return (await pending.waits()) || (await offscreen.exists()) || offscreen.isInUse || relay.hasPages();
}
