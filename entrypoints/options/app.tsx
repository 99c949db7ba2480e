import { useSignal } from '@preact/signals';
import type { Minting } from '../../lib/settings/minting-store.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { resetSettings, saveSettings } from '../../lib/settings/settings-store.ts';
import { BrandIcon } from '../../lib/ui/kit/icons.tsx';
import { SETTING_GROUPS } from '../../lib/ui/settings/setting-fields.ts';
import { t } from '../../lib/words/t.ts';
import { AllowedHosts } from './allowed-hosts.tsx';
import { MintingSection } from './minting-section.tsx';
import { SettingRow } from './setting-row.tsx';
import { ShortcutsSection } from './shortcuts-section.tsx';

/** The settings. Each is saved as soon as its field holds a valid value. */
export function App({ stored, minting }: { readonly stored: Settings; readonly minting: Minting | null }) {
  const settings = useSignal(stored);
  const news = useSignal('');
  // Counts the resets. It is part of each field's key: a reset replaces the fields and whatever was typed into them.
  const resets = useSignal(0);

  const report = async (work: Promise<unknown>, done: string): Promise<void> => {
    try {
      await work;
      news.value = done;
    } catch (error) {
      console.error('Settings:', error);
      news.value = t('ui.settings.failed');
    }
  };

  return (
    <div class="column stack">
      <header class="page-head">
        <BrandIcon />
        <h1>{t('ui.settings.heading')}</h1>
      </header>
      <p class="quiet">{t('ui.settings.intro')}</p>
      <form class="settings" onSubmit={(event) => event.preventDefault()}>
        <MintingSection stored={minting} report={report} />
        <AllowedHosts report={report} />
        <ShortcutsSection report={report} />
        {SETTING_GROUPS.map(({ name, fields }) => (
          <fieldset key={name}>
            <legend>{name}</legend>
            <div class="card setting-group">
              {fields.map((field) => (
                <SettingRow
                  key={`${field.key} ${resets.value}`}
                  field={field}
                  settings={settings.value}
                  onSet={(value) => {
                    settings.value = { ...settings.value, [field.key]: value };
                    void report(saveSettings(settings.value), t('ui.settings.saved', { name: field.label }));
                  }}
                />
              ))}
            </div>
          </fieldset>
        ))}
        <div class="settings-foot">
          <button
            type="button"
            class="button"
            onClick={() => {
              const reset = resetSettings().then((defaults) => {
                settings.value = defaults;
                resets.value += 1;
              });
              void report(reset, t('ui.settings.resetDone'));
            }}
          >
            {t('ui.settings.reset')}
          </button>
          <p role="status" class="quiet">
            {news.value}
          </p>
        </div>
      </form>
    </div>
  );
}
