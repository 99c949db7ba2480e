import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { SHORTCUT_NAMES } from '../../lib/commands/shortcuts.ts';
import { t } from '../../lib/words/t.ts';

/** Where Chromium's browsers let you change keys. The page can be opened, but not linked to. */
const CHANGE_URL = 'chrome://extensions/shortcuts';

interface Shortcut {
  readonly name: string;
  /** As the browser writes it; empty when it has none. */
  readonly key: string;
}

interface ShortcutsSectionProps {
  /** Shows whether it worked. */
  readonly report: (work: Promise<unknown>, done: string) => Promise<void>;
}

/** The keys that control Reelay from anywhere, as they are now. */
export function ShortcutsSection({ report }: ShortcutsSectionProps) {
  const shortcuts = useSignal<readonly Shortcut[]>([]);
  useEffect(() => {
    const look = (): void => {
      readShortcuts()
        .then((found) => {
          shortcuts.value = found;
        })
        .catch((error: unknown) => console.warn('Listing the shortcuts failed.', error));
    };
    look();
    // Nothing reports a change; it is made on another page.
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, [shortcuts]);

  return (
    <fieldset>
      <legend>{t('ui.shortcuts.name')}</legend>
      <div class="card setting-group">
        <dl class="shortcuts">
          {shortcuts.value.map(({ name, key }) => (
            <div key={name} class="shortcut">
              <dt>{name}</dt>
              <dd>{key === '' ? <span class="quiet">{t('ui.shortcuts.none')}</span> : <kbd>{key}</kbd>}</dd>
            </div>
          ))}
        </dl>
        <p class="hint">{t('ui.shortcuts.hint')}</p>
        <div>
          <button
            type="button"
            class="button small"
            onClick={() => void report(browser.tabs.create({ url: CHANGE_URL }), '')}
          >
            {t('ui.shortcuts.change')}
          </button>
        </div>
      </div>
    </fieldset>
  );
}

async function readShortcuts(): Promise<readonly Shortcut[]> {
  const commands = await browser.commands.getAll();
  const place = (name: string | undefined) => (SHORTCUT_NAMES as readonly (string | undefined)[]).indexOf(name);
  const inOrder = commands.toSorted((a, b) => place(a.name) - place(b.name));
  return inOrder.map(({ name, description, shortcut }) => ({
    // The browser has no description for its own command, which opens the popup.
    name: name === '_execute_action' ? t('shortcut.open') : (description ?? ''),
    key: shortcut ?? '',
  }));
}
