import { useSignal } from '@preact/signals';
import type { Minting } from '../../lib/settings/minting-store.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { resetSettings, saveSettings } from '../../lib/settings/settings-store.ts';
import { BrandIcon } from '../../lib/ui/kit/icons.tsx';
import { SETTING_GROUPS } from '../../lib/ui/settings/setting-fields.ts';
import { AllowedHosts } from './allowed-hosts.tsx';
import { MintingSection } from './minting-section.tsx';
import { SettingRow } from './setting-row.tsx';

/** The settings. Each is kept as soon as its field holds a value that can be used. */
export function App({ stored, minting }: { readonly stored: Settings; readonly minting: Minting | null }) {
  const settings = useSignal(stored);
  const news = useSignal('');
  // Counts the resets: fields with a new key begin anew with the defaults, whatever was typed into them.
  const round = useSignal(0);

  const tell = async (work: Promise<unknown>, done: string): Promise<void> => {
    try {
      await work;
      news.value = done;
    } catch (error) {
      console.error('Settings:', error);
      news.value = 'The browser could not keep this. Try again.';
    }
  };

  return (
    <div class="column stack">
      <header class="page-head">
        <BrandIcon />
        <h1>Settings</h1>
      </header>
      <p class="quiet">They hold for the recordings that start from now on.</p>
      <form class="settings" onSubmit={(event) => event.preventDefault()}>
        <MintingSection stored={minting} tell={tell} />
        <AllowedHosts tell={tell} />
        {SETTING_GROUPS.map(({ name, fields }) => (
          <fieldset key={name}>
            <legend>{name}</legend>
            <div class="card setting-group">
              {fields.map((field) => (
                <SettingRow
                  key={`${field.key} ${round.value}`}
                  field={field}
                  settings={settings.value}
                  onSet={(value) => {
                    settings.value = { ...settings.value, [field.key]: value };
                    void tell(saveSettings(settings.value), `Saved: ${field.label}.`);
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
                round.value += 1;
              });
              void tell(reset, 'All settings but the minting endpoint are at their defaults.');
            }}
          >
            Reset to defaults
          </button>
          <p role="status" class="quiet">
            {news.value}
          </p>
        </div>
      </form>
    </div>
  );
}
