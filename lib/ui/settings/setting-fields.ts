import { CHUNK_UNIT_BYTES, MIB } from '../../base/byte-units.ts';
import { DEFAULT_SETTINGS, parseSettings, type Settings } from '../../settings/settings.ts';

/** One setting as it is shown: a number in a unit that people read. */
export interface SettingField {
  readonly key: keyof Settings;
  readonly label: string;
  /** One sentence on what it does. */
  readonly hint: string;
  readonly unit: string;
  /** How many of the stored unit make one of the shown unit. */
  readonly factor: number;
  /** Bounds and step in the shown unit; null steps take any fraction. */
  readonly min: number;
  readonly max: number;
  readonly step: number | null;
  /** Whether an empty field is a value: null, "off". */
  readonly isOptional?: true;
}

/** The settings in groups, in the order of the options page. */
export const SETTING_GROUPS: readonly { readonly name: string; readonly fields: readonly SettingField[] }[] = [
  {
    name: 'Upload',
    fields: [
      {
        key: 'chunkBytes',
        label: 'Chunk size',
        hint: 'How much is sent in one request. Smaller chunks lose less when a link breaks, larger ones are faster.',
        unit: 'MiB',
        factor: MIB,
        min: CHUNK_UNIT_BYTES / MIB,
        max: 64,
        step: CHUNK_UNIT_BYTES / MIB,
      },
      {
        key: 'sendEarlySeconds',
        label: 'Send early',
        hint: 'Sends what is there at least this often, so that little is left at Stop. Leave it empty to send whole chunks only.',
        unit: 's',
        factor: 1,
        min: 1,
        max: 3_600,
        step: null,
        isOptional: true,
      },
      {
        key: 'maxRetries',
        label: 'Retries of a chunk',
        hint: 'After so many the upload rests and tries again by itself; the recording goes on.',
        unit: 'times',
        factor: 1,
        min: 0,
        max: 20,
        step: 1,
      },
      {
        key: 'retryBaseMs',
        label: 'First retry after',
        hint: 'Each further retry waits up to twice as long.',
        unit: 's',
        factor: 1_000,
        min: 0.001,
        max: 60,
        step: null,
      },
      {
        key: 'stallTimeoutMs',
        label: 'Give up a silent request after',
        hint: 'A request is begun anew when no byte has moved for so long. A slow link that moves is never cut off.',
        unit: 's',
        factor: 1_000,
        min: 1,
        max: 600,
        step: null,
      },
    ],
  },
  {
    name: 'Quality',
    fields: [
      {
        key: 'videoBitsPerSecond',
        label: 'Video',
        hint: 'More looks better and needs a faster link.',
        unit: 'Mbit/s',
        factor: 1_000_000,
        min: 0.1,
        max: 100,
        step: null,
      },
      {
        key: 'audioBitsPerSecond',
        label: 'Sound',
        hint: '128 kbit/s is good for speech and music.',
        unit: 'kbit/s',
        factor: 1_000,
        min: 6,
        max: 510,
        step: null,
      },
    ],
  },
  {
    name: 'Camera',
    fields: [
      {
        key: 'cameraWidth',
        label: 'Width',
        hint: 'The camera takes the nearest size that it has.',
        unit: 'px',
        factor: 1,
        min: 160,
        max: 7_680,
        step: 1,
      },
      { key: 'cameraHeight', label: 'Height', hint: '', unit: 'px', factor: 1, min: 120, max: 4_320, step: 1 },
      {
        key: 'cameraFrameRate',
        label: 'Frame rate',
        hint: '',
        unit: 'fps',
        factor: 1,
        min: 1,
        max: 120,
        step: null,
      },
    ],
  },
  {
    name: 'Room on this computer',
    fields: [
      {
        key: 'keepFinishedCount',
        label: 'Keep finished recordings',
        hint: 'How many stay on this computer once the server has confirmed them; the oldest go first. One that is not uploaded whole always stays.',
        unit: 'files',
        factor: 1,
        min: 0,
        max: 1_000,
        step: 1,
      },
      {
        key: 'keepFinishedDays',
        label: 'Keep them for',
        hint: 'After that their files are deleted, even if there are fewer.',
        unit: 'days',
        factor: 1,
        min: 0,
        max: 3_650,
        step: null,
      },
    ],
  },
  {
    name: 'Recorder',
    fields: [
      {
        key: 'sliceMs',
        label: 'Slice',
        hint: 'How often the recorder hands over what it has; at most one slice is lost when the browser crashes.',
        unit: 'ms',
        factor: 1,
        min: 100,
        max: 5_000,
        step: 1,
      },
    ],
  },
];

/** A setting's stored value as the text of its field. */
export function settingText(field: SettingField, settings: Settings): string {
  const value = settings[field.key];
  return value === null ? '' : String(value / field.factor);
}

/** What a field's text is: the value to store, or a sentence on what it may be. */
export type SettingCheck =
  | { readonly kind: 'ok'; readonly value: number | null }
  | { readonly kind: 'bad'; readonly sentence: string };

/** Checks what was typed into a setting's field. The settings' own parser has the last word. */
export function checkSetting(field: SettingField, text: string): SettingCheck {
  const entered = text.trim();
  // In "1,000" the comma may be either, and a wrong guess would delete files after a day.
  if (/,\d{3}$/.test(entered)) return { kind: 'bad', sentence: boundsOf(field) };
  const trimmed = entered.replace(',', '.');
  if (trimmed === '' && field.isOptional) return { kind: 'ok', value: null };
  const shown = trimmed === '' ? Number.NaN : Number(trimmed);
  const value = field.factor === 1 ? shown : Math.round(shown * field.factor);
  const isTaken = parseSettings({ ...DEFAULT_SETTINGS, [field.key]: value })[field.key] === value;
  return isTaken ? { kind: 'ok', value } : { kind: 'bad', sentence: boundsOf(field) };
}

function boundsOf({ min, max, step, unit, isOptional }: SettingField): string {
  const steps = step === null ? '' : step === 1 ? ', whole' : `, in steps of ${step}`;
  return `A number from ${min} to ${max} ${unit}${steps}${isOptional ? ', or nothing' : ''}.`;
}
