import { type Browser, browser } from 'wxt/browser';
import { commandFor, type ShortcutCommand } from '../../commands/commands.ts';
import { isShortcut, SHORTCUT_NAMES, SHORTCUTS, type ShortcutName } from '../../commands/shortcuts.ts';
import type { Snapshot } from '../../recording/snapshot.ts';
import type { WordId } from '../../words/t.ts';
import { tFor } from '../../words/t.ts';

const RECORDINGS = 'recordings';
/** `page` is only where there's nothing else: not over pictures, films and canvases, of which many pages are made. */
const EVERYWHERE: ['all'] = ['all'];

/** An entry of the context menu. */
interface MenuItem {
  readonly id: ShortcutName | typeof RECORDINGS;
  readonly title: string;
  readonly enabled: boolean;
}

/** What a click in the context menu asks for; null for an entry that this version does not have. */
export function menuChoice(id: string | number): ShortcutName | typeof RECORDINGS | null {
  return id === RECORDINGS || isShortcut(id) ? id : null;
}

/**
 * Makes the function that keeps the context menu of the icon and of everything in a page in step with the state. The browser keeps the
 * entries while the service worker sleeps.
 */
export function createMenuFollower(): (snapshot: Snapshot) => void {
  const shown = new Map<string, string>();
  return (snapshot) => {
    for (const item of menuItems(snapshot)) {
      const looks = `${item.title} ${item.enabled}`;
      if (shown.get(item.id) === looks) continue;
      shown.set(item.id, looks);
      void show(item);
    }
  };
}

/** The entries, the most used first. One that stands for two commands names the one that a click would carry out. */
export function menuItems({ current }: Snapshot): readonly MenuItem[] {
  const shortcuts = SHORTCUT_NAMES.filter((name) => SHORTCUTS[name].isInMenu).map((id): MenuItem => {
    const command = commandFor(id, current);
    return { id, title: tFor(command === null ? UNAVAILABLE[id] : WORDS[command], {}), enabled: command !== null };
  });
  return [...shortcuts, { id: RECORDINGS, title: tFor('menu.recordings', {}), enabled: true }];
}

const WORDS = {
  start: 'menu.start',
  stop: 'menu.stop',
  pause: 'menu.pause',
  resume: 'menu.resume',
  'mute-microphone': 'menu.mute',
  'unmute-microphone': 'menu.unmute',
  'add-marker': 'menu.addMarker',
} as const satisfies Readonly<Record<ShortcutCommand, WordId>>;

const UNAVAILABLE = {
  'start-stop': 'menu.stop',
  'pause-resume': 'menu.pause',
  'mute-unmute': 'menu.mute',
  'add-marker': 'menu.addMarker',
} as const satisfies Readonly<Record<ShortcutName, WordId>>;

/** Never rejects: a menu that is out of step is no reason to fail. */
async function show({ id, title, enabled }: MenuItem): Promise<void> {
  try {
    await browser.contextMenus.update(id, { title, enabled, contexts: EVERYWHERE });
  } catch (error) {
    console.debug('The context menu has no such entry yet.', error);
    create({ id, title, enabled, contexts: EVERYWHERE });
  }
}

function create(item: Browser.contextMenus.CreateProperties): void {
  browser.contextMenus.create(item, () => {
    const { lastError } = browser.runtime;
    if (lastError) console.warn('An entry of the context menu is missing.', lastError.message);
  });
}
