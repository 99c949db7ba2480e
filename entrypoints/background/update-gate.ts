import type { SessionArea } from '../../lib/relay/session-area.ts';

const KEY = 'update-waits';

/** Holds an update of the extension back while it would end a recording or an upload. */
export interface UpdateGate {
  /** An update is there. */
  arrived(): Promise<void>;
  /** To be called when work may have ended. */
  check(): Promise<void>;
}

/** `reload` ends this extension and starts the new version. */
export function createUpdateGate(area: SessionArea, isBusy: () => boolean, reload: () => void): UpdateGate {
  const check = async (): Promise<void> => {
    if (isBusy()) return;
    const { [KEY]: waits } = await area.get(KEY);
    // Something may have begun meanwhile.
    if (waits === true && !isBusy()) reload();
  };
  return {
    check,
    async arrived() {
      await area.set({ [KEY]: true });
      await check();
    },
  };
}
