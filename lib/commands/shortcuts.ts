/** What a key or the context menu can do. */
interface ShortcutEntry {
  /** The id of its name in `locales/en.yml`; the browser shows it where you change keys. */
  readonly words: `shortcut.${string}`;
  /** The default key. Browsers accept at most four of these. */
  readonly suggestedKey: string;
  /** Whether the context menu has it, too. */
  readonly isInMenu: boolean;
}

/**
 * Every shortcut, once: the manifest's commands, the context menu and the settings page derive from this table.
 * `COMMANDS` says which commands share a shortcut; a key gives the first one that is allowed now.
 */
export const SHORTCUTS = {
  'start-stop': { words: 'shortcut.startStop', suggestedKey: 'Alt+Shift+S', isInMenu: true },
  'pause-resume': { words: 'shortcut.pauseResume', suggestedKey: 'Alt+Shift+U', isInMenu: true },
  'add-marker': { words: 'shortcut.addMarker', suggestedKey: 'Alt+Shift+M', isInMenu: true },
  'mute-unmute': { words: 'shortcut.muteUnmute', suggestedKey: 'Alt+Shift+Q', isInMenu: false },
} as const satisfies Readonly<Record<string, ShortcutEntry>>;

/** The name of a shortcut, which is also that of the manifest's command. */
export type ShortcutName = keyof typeof SHORTCUTS;

/** Every shortcut's name, in the order of the table. */
export const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as readonly ShortcutName[];

/** Whether the browser's name for a command is that of a shortcut. */
export function isShortcut(name: unknown): name is ShortcutName {
  return SHORTCUT_NAMES.some((known) => known === name);
}

/** The manifest's `commands`. Opening the popup has no default key, because the icon is one click away. */
export function manifestCommands(): Record<string, { suggested_key?: { default: string }; description?: string }> {
  const commands = SHORTCUT_NAMES.map((name) => {
    const { words, suggestedKey } = SHORTCUTS[name];
    return [
      name,
      { suggested_key: { default: suggestedKey }, description: `__MSG_${words.replaceAll('.', '_')}__` },
    ] as const;
  });
  return { ...Object.fromEntries(commands), _execute_action: {} };
}
