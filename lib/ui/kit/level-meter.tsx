import { isClipping, meterShare, type SoundLevel } from '../../recording/sound-level.ts';
import { t } from '../../words/t.ts';

interface LevelMeterProps {
  /** What it measures, for those who cannot see it. */
  readonly name: string;
  /** Null: nothing is measured yet. */
  readonly level: SoundLevel | null;
}

/** How loud a sound is, by decibels: the bar shows its strength, the mark its peak; both turn red where it is cut off. */
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
