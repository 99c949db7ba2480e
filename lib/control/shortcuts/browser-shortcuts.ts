import { browser } from 'wxt/browser';
import { systemClock } from '../../base/clock.ts';
import type { ShortcutName } from '../../commands/shortcuts.ts';
import { loadDraft, saveDraft } from '../../commands/url-draft.ts';
import { type Message, safeMessage } from '../../recording/message.ts';
import { loadChoices } from '../../settings/choices-store.ts';
import { loadMinting } from '../../settings/minting-store.ts';
import { safeText } from '../../upload/url/safe-text.ts';
import { notify } from '../notifications/browser-notifications.ts';
import { nothingDoneNotification } from '../notifications/notifications.ts';
import type { CommandHandlers } from '../serve-commands.ts';
import type { StartService } from '../start/serve-start.ts';
import type { ControllerWorld } from '../world.ts';
import { createShortcuts } from './serve-shortcuts.ts';
import { createStoredStart } from './start-from-stored.ts';

/** Puts keys and the context menu together with the browser and the commands. */
export function serveShortcuts(
  { relay, write }: ControllerWorld,
  commands: CommandHandlers,
  { isStarting, unshown, cancelStart }: Pick<StartService, 'isStarting' | 'unshown' | 'cancelStart'>,
): (shortcut: ShortcutName, tabId: number | null) => Promise<void> {
  const refuse = async (reason: Message): Promise<void> => {
    const safe = safeMessage(reason, safeText);
    await write('warning', safe);
    await notify(nothingDoneNotification(safe));
  };
  const start = createStoredStart({
    loadDraft,
    saveDraft,
    loadChoices,
    canMint: async () => (await loadMinting()) !== null,
    snapshot: relay.snapshot,
    hasPopup: relay.hasPopup,
    openPopup: () => browser.action.openPopup(),
    start: commands.start,
    refuse,
    nowMs: Date.now,
  });
  const shortcuts = createShortcuts({
    snapshot: relay.snapshot,
    start,
    isStarting,
    unshown,
    cancelStart,
    carryOut: commands,
    refuse,
    wait: (delayMs) => systemClock.wait(delayMs, new AbortController().signal),
  });
  return async (name, tabId) => shortcuts(name, tabId ?? (await tabInFront()));
}

/** The browser names the tab of most keys. */
async function tabInFront(): Promise<number | null> {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  return tab?.id ?? null;
}
