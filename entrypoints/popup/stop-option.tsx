import { useSignal } from '@preact/signals';
import * as v from 'valibot';
import { type StopChoice, stopChoiceSchema } from '../../lib/recording/stop-rule.ts';
import { Segments } from '../../lib/ui/kit/inputs.tsx';
import { formatSpan } from '../../lib/words/format.ts';
import { t } from '../../lib/words/t.ts';

const DEFAULT_MINUTES = 30;
const MINUTE_MS = 60_000;

const KINDS = [
  { value: 'never', label: t('ui.stop.never') },
  { value: 'after', label: t('ui.stop.after') },
  { value: 'at', label: t('ui.stop.at') },
] as const;

interface StopOptionProps {
  readonly choice: StopChoice;
  readonly onChoose: (choice: StopChoice) => void;
}

/** When the next recording stops by itself: never, after some minutes, or at a time of day. */
export function StopOption({ choice, onChoose }: StopOptionProps) {
  return (
    <div class="field">
      <span class="field-name" aria-hidden="true">
        {t('ui.stop.name')}
      </span>
      <div class="stop-row">
        <Segments
          name={t('ui.stop.name')}
          options={KINDS}
          value={choice?.kind ?? 'never'}
          onChoose={(kind) => onChoose(defaultFor(kind))}
          isCompact
        />
        {choice?.kind === 'after' && (
          <StopField
            key="after"
            text={String(choice.minutes)}
            label={t('ui.stop.minutes')}
            unit={t('ui.stop.minutes')}
            read={(text) => ({ kind: 'after', minutes: Number(text) })}
            onChoose={onChoose}
          />
        )}
        {choice?.kind === 'at' && (
          <StopField
            key="at"
            text={choice.time}
            label={t('ui.stop.time')}
            unit={null}
            read={(text) => ({ kind: 'at', time: text })}
            onChoose={onChoose}
          />
        )}
      </div>
    </div>
  );
}

/** What is chosen, for the folded options; empty: nothing. */
export function stopSummary(choice: StopChoice): string {
  if (choice === null) return '';
  return choice.kind === 'after'
    ? t('ui.stop.stopsAfter', { time: formatSpan(choice.minutes * MINUTE_MS) })
    : t('ui.stop.stopsAt', { time: choice.time });
}

interface StopFieldProps {
  readonly text: string;
  readonly label: string;
  /** What follows the field; null where the field says it itself: a time of day. */
  readonly unit: string | null;
  readonly read: (text: string) => StopChoice;
  readonly onChoose: (choice: StopChoice) => void;
}

/** What is typed counts as soon as it is valid. */
function StopField({ text, label, unit, read, onChoose }: StopFieldProps) {
  const typed = useSignal(text);
  const isValid = v.is(stopChoiceSchema, read(typed.value));
  const common = {
    class: 'input number',
    autocomplete: 'off',
    'aria-label': label,
    'aria-invalid': !isValid,
    value: typed.value,
    onInput: ({ currentTarget }: { readonly currentTarget: HTMLInputElement }) => {
      typed.value = currentTarget.value;
      const choice = read(currentTarget.value);
      if (v.is(stopChoiceSchema, choice)) onChoose(choice);
    },
  } as const;
  return (
    <>
      {unit === null ? <input {...common} type="time" /> : <input {...common} type="text" inputMode="numeric" />}
      {unit !== null && <span class="quiet">{unit}</span>}
    </>
  );
}

function defaultFor(kind: 'never' | 'after' | 'at'): StopChoice {
  if (kind === 'never') return null;
  if (kind === 'after') return { kind, minutes: DEFAULT_MINUTES };
  const nextHour = (new Date().getHours() + 1) % 24;
  return { kind, time: `${String(nextHour).padStart(2, '0')}:00` };
}
