import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS, parseSettings } from '../../../lib/settings/settings.ts';
import {
  checkSetting,
  SETTING_GROUPS,
  type SettingField,
  settingText,
} from '../../../lib/ui/settings/setting-fields.ts';

const FIELDS = SETTING_GROUPS.flatMap(({ fields }) => fields);

function fieldOf(key: SettingField['key']): SettingField {
  const field = FIELDS.find((candidate) => candidate.key === key);
  if (field === undefined) throw new Error(`There is no field for ${key}.`);
  return field;
}

describe('the setting fields', () => {
  it('cover every numeric setting once', () => {
    const { version: _version, ...settings } = DEFAULT_SETTINGS;
    const numbers = Object.entries(settings).filter(([, value]) => value === null || typeof value === 'number');
    expect(FIELDS.map(({ key }) => key).toSorted()).toEqual(numbers.map(([key]) => key).toSorted());
  });

  it.each(FIELDS.map((field) => [field.key, field] as const))(
    '%s: the bounds on screen are the bounds that apply',
    (_, field) => {
      const kind = (shown: number) => checkSetting(field, String(shown)).kind;
      const little = field.step ?? Math.max(field.min / 1_000, 1 / field.factor);
      expect([kind(field.min), kind(field.max)]).toEqual(['ok', 'ok']);
      expect([kind(field.min - little), kind(field.max + little)]).toEqual(['bad', 'bad']);
    },
  );

  it.each(FIELDS.map((field) => [field.key, field] as const))('%s: shows what is stored', (_, field) => {
    const check = checkSetting(field, settingText(field, DEFAULT_SETTINGS));
    expect(check).toEqual({ kind: 'ok', value: DEFAULT_SETTINGS[field.key] });
  });

  it('store values in the unit of the settings', () => {
    expect(checkSetting(fieldOf('chunkBytes'), '0.75')).toEqual({ kind: 'ok', value: 3 * 256 * 1_024 });
    expect(checkSetting(fieldOf('videoBitsPerSecond'), '5.1')).toEqual({ kind: 'ok', value: 5_100_000 });
    expect(checkSetting(fieldOf('retryBaseMs'), ' 1,5 ')).toEqual({ kind: 'ok', value: 1_500 });
    // One thousand, or one?
    expect(checkSetting(fieldOf('retryBaseMs'), '1,000').kind).toBe('bad');
    expect(parseSettings({ videoBitsPerSecond: 5_100_000 }).videoBitsPerSecond).toBe(5_100_000);
  });

  it('say what is allowed', () => {
    const said = (key: SettingField['key'], text: string) => {
      const check = checkSetting(fieldOf(key), text);
      return check.kind === 'bad' ? check.sentence : check.kind;
    };
    expect(said('chunkBytes', '0.3')).toBe('Enter a number from 0.25 to 64 MiB, in steps of 0.25.');
    expect(said('maxRetries', '1.5')).toBe('Enter a whole number from 0 to 20.');
    expect(said('maxRetries', '')).toContain('Enter a ');
    expect(said('sliceMs', 'fast')).toContain('Enter a ');
    expect(said('sendEarlySeconds', '0')).toBe(
      'Enter a number from 1 to 3600 seconds. Leave this empty to turn it off.',
    );
    expect(said('sendEarlySeconds', '')).toBe('ok');
  });
});
