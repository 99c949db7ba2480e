import { isClipping, meterShare, type SoundLevel } from '../../recording/sound-level.ts';
import { t } from '../../words/t.ts';

interface LevelMeterProps {
  /** The accessible name: what it measures. */
  readonly name: string;
  /** Null: there's no measurement yet. */
  readonly level: SoundLevel | null;
}

/** The level of a sound in decibels: the bar shows its strength, the mark its peak; both turn red when it clips. */
export function LevelMeter({ name, level }: LevelMeterProps) {
  const percent = (value: number) => `${Math.round(meterShare(value) * 100)}%`;
  return (
    <span
      class="level"
      role="img"
      aria-label={level !== null && isClipping(level) ? t('ui.sound.tooLoud', { name }) : t('ui.sound.level', { name })}
      data-clips={level !== null && isClipping(level)}
    >
      <i class="level-strength" style={{ width: percent(level?.rms ?? 0) }} />
      <i class="level-peak" style={{ left: percent(level?.peak ?? 0) }} />
    </span>
  );
}
