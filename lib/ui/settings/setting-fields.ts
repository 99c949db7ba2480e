import { CHUNK_UNIT_BYTES, MIB } from '../../base/byte-units.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../settings/settings.ts';
import { t } from '../../words/t.ts';

/** One setting as displayed: a number in a readable unit. */
export interface SettingField {
  readonly key: Exclude<keyof Settings, 'version'>;
  readonly label: string;
  /** One sentence on what it does. */
  readonly hint: string;
  readonly unit: string;
  /** How many stored units make one shown unit. */
  readonly factor: number;
  /** Bounds and step in the shown unit; a null step allows any fraction. */
  readonly min: number;
  readonly max: number;
  readonly step: number | null;
  /** Whether an empty field is valid: null. */
  readonly isOptional?: true;
  /** What is shown in an empty field; "off" when absent. */
  readonly whenEmpty?: string;
}

/** The settings in groups, in the order of the options page. */
export const SETTING_GROUPS: readonly { readonly name: string; readonly fields: readonly SettingField[] }[] = [
  {
    name: t('ui.settings.upload'),
    fields: [
      {
        key: 'chunkBytes',
        label: t('ui.settings.chunkSize'),
        hint: t('ui.settings.chunkSizeHint'),
        unit: t('ui.settings.mebibytes'),
        factor: MIB,
        min: CHUNK_UNIT_BYTES / MIB,
        max: 64,
        step: CHUNK_UNIT_BYTES / MIB,
      },
      {
        key: 'sendEarlySeconds',
        label: t('ui.settings.sendEarly'),
        hint: t('ui.settings.sendEarlyHint'),
        unit: t('ui.settings.seconds'),
        factor: 1,
        min: 1,
        max: 3_600,
        step: null,
        isOptional: true,
      },
      {
        key: 'maxRetries',
        label: t('ui.settings.retries'),
        hint: t('ui.settings.retriesHint'),
        unit: t('ui.settings.times'),
        factor: 1,
        min: 0,
        max: 20,
        step: 1,
      },
      {
        key: 'retryBaseMs',
        label: t('ui.settings.firstRetry'),
        hint: t('ui.settings.firstRetryHint'),
        unit: t('ui.settings.seconds'),
        factor: 1_000,
        min: 0.001,
        max: 60,
        step: null,
      },
      {
        key: 'stallTimeoutMs',
        label: t('ui.settings.stall'),
        hint: t('ui.settings.stallHint'),
        unit: t('ui.settings.seconds'),
        factor: 1_000,
        min: 1,
        max: 600,
        step: null,
      },
    ],
  },
  {
    name: t('ui.settings.quality'),
    fields: [
      {
        key: 'videoBitsPerSecond',
        label: t('ui.settings.video'),
        hint: t('ui.settings.videoHint'),
        unit: t('ui.settings.megabits'),
        factor: 1_000_000,
        min: 0.1,
        max: 100,
        step: null,
        isOptional: true,
        whenEmpty: t('ui.settings.byPreset'),
      },
      {
        key: 'audioBitsPerSecond',
        label: t('ui.settings.audio'),
        hint: t('ui.settings.audioHint'),
        unit: t('ui.settings.kilobits'),
        factor: 1_000,
        min: 6,
        max: 510,
        step: null,
      },
      {
        key: 'voiceAboveDb',
        label: t('ui.settings.voice'),
        hint: t('ui.settings.voiceHint'),
        unit: t('ui.settings.decibels'),
        factor: 1,
        min: 1,
        max: 30,
        step: null,
        isOptional: true,
      },
    ],
  },
  {
    name: t('ui.settings.camera'),
    fields: [
      {
        key: 'cameraWidth',
        label: t('ui.settings.width'),
        hint: t('ui.settings.sizeHint'),
        unit: t('ui.settings.pixels'),
        factor: 1,
        min: 160,
        max: 7_680,
        step: 1,
        isOptional: true,
        whenEmpty: t('ui.settings.byPreset'),
      },
      {
        key: 'cameraHeight',
        label: t('ui.settings.height'),
        hint: '',
        unit: t('ui.settings.pixels'),
        factor: 1,
        min: 120,
        max: 4_320,
        step: 1,
        isOptional: true,
        whenEmpty: t('ui.settings.byPreset'),
      },
      {
        key: 'cameraFrameRate',
        label: t('ui.settings.frameRate'),
        hint: '',
        unit: t('ui.settings.framesPerSecond'),
        factor: 1,
        min: 1,
        max: 120,
        step: null,
        isOptional: true,
        whenEmpty: t('ui.settings.byPreset'),
      },
    ],
  },
  {
    name: t('ui.settings.storage'),
    fields: [
      {
        key: 'keepFinishedCount',
        label: t('ui.settings.keepCount'),
        hint: t('ui.settings.keepCountHint'),
        unit: t('ui.settings.files'),
        factor: 1,
        min: 0,
        max: 1_000,
        step: 1,
      },
      {
        key: 'keepFinishedDays',
        label: t('ui.settings.keepDays'),
        hint: t('ui.settings.keepDaysHint'),
        unit: t('ui.settings.days'),
        factor: 1,
        min: 0,
        max: 3_650,
        step: null,
      },
    ],
  },
  {
    name: t('ui.settings.recorder'),
    fields: [
      {
        key: 'countdownSeconds',
        label: t('ui.settings.countdown'),
        hint: t('ui.settings.countdownHint'),
        unit: t('ui.settings.seconds'),
        factor: 1,
        min: 1,
        max: 10,
        step: 1,
        isOptional: true,
      },
      {
        key: 'sliceMs',
        label: t('ui.settings.slice'),
        hint: t('ui.settings.sliceHint'),
        unit: t('ui.settings.milliseconds'),
        factor: 1,
        min: 100,
        max: 5_000,
        step: 1,
      },
    ],
  },
];

/** A stored value as the text of its field. */
export function settingText(field: SettingField, settings: Settings): string {
  const value = settings[field.key];
  return value === null ? '' : String(value / field.factor);
}

/** The outcome of a check: the value to store, or a sentence that says what is allowed. */
export type SettingCheck =
  | { readonly kind: 'ok'; readonly value: number | null }
  | { readonly kind: 'bad'; readonly sentence: string };

/** Checks what was typed into a field. The settings parser has the last word. */
export function checkSetting(field: SettingField, text: string): SettingCheck {
  const entered = text.trim();
  // "1,000" can be one or a thousand, and a wrong guess could delete files after a day.
  if (/,\d{3}$/.test(entered)) return { kind: 'bad', sentence: boundsOf(field) };
  const trimmed = entered.replace(',', '.');
  if (trimmed === '' && field.isOptional) return { kind: 'ok', value: null };
  const shown = trimmed === '' ? Number.NaN : Number(trimmed);
  const value = field.factor === 1 ? shown : Math.round(shown * field.factor);
  const isTaken = parseSettings({ ...DEFAULT_SETTINGS, [field.key]: value })[field.key] === value;
  return isTaken ? { kind: 'ok', value } : { kind: 'bad', sentence: boundsOf(field) };
}

function boundsOf(field: SettingField): string {
  if (!field.isOptional) return rangeOf(field);
  return `${rangeOf(field)} ${t(field.whenEmpty === undefined ? 'ui.settings.orEmpty' : 'ui.settings.orByPreset')}`;
}

function rangeOf({ min, max, step, unit }: SettingField): string {
  if (step === null) return t('ui.settings.range', { min, max, unit });
  return step === 1 ? t('ui.settings.rangeWhole', { min, max }) : t('ui.settings.rangeSteps', { min, max, unit, step });
}
