import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import type { Settings } from '../../lib/settings/settings.ts';
import { checkSetting, type SettingField, settingText } from '../../lib/ui/settings/setting-fields.ts';
import { t } from '../../lib/words/t.ts';

interface SettingRowProps {
  readonly field: SettingField;
  readonly settings: Settings;
  /** Called when you leave the field and its value is valid. */
  readonly onSet: (value: number | null) => void;
}

/** One setting: name, field and unit, and below them what it does or what is allowed. */
export function SettingRow({ field, settings, onSet }: SettingRowProps) {
  const id = useId();
  const text = useSignal(settingText(field, settings));
  const check = checkSetting(field, text.value);
  const hint = check.kind === 'bad' ? check.sentence : field.hint;
  return (
    <div class="setting">
      <label for={id}>{field.label}</label>
      <input
        id={id}
        class="input number"
        type="text"
        inputMode="decimal"
        autocomplete="off"
        placeholder={field.isOptional ? (field.whenEmpty ?? t('ui.settings.off')) : ''}
        value={text.value}
        aria-invalid={check.kind === 'bad'}
        aria-describedby={`${id}-unit ${id}-hint`}
        onInput={(event) => {
          text.value = event.currentTarget.value;
        }}
        onChange={() => {
          if (check.kind === 'ok') onSet(check.value);
        }}
      />
      <span id={`${id}-unit`} class="quiet">
        {field.unit}
      </span>
      <p id={`${id}-hint`} class="hint" data-tone={check.kind === 'bad' ? 'bad' : 'calm'} hidden={hint === ''}>
        {hint}
      </p>
    </div>
  );
}
