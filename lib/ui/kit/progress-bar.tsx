import { percentOf } from '../../words/format.ts';

interface ProgressBarProps {
  /** The accessible name. */
  readonly name: string;
  /** How much is done, in the unit of `whole`. */
  readonly done: number;
  /** How much has left this computer, confirmed or not: the paler part of the bar. */
  readonly sent?: number;
  readonly whole: number;
  /** What a screen reader says in place of the percentage. */
  readonly valueText?: string;
}

/** A bar that fills up. */
export function ProgressBar({ name, done, sent = done, whole, valueText }: ProgressBarProps) {
  return (
    <span
      class="bar"
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percentOf(done, whole)}
      aria-valuetext={valueText}
    >
      <i class="sent" style={{ width: shareOf(sent, whole) }} />
      <i class="acked" style={{ width: shareOf(done, whole) }} />
    </span>
  );
}

/** A part of a whole as a CSS width. */
export function shareOf(part: number, whole: number): string {
  return `${whole <= 0 ? 0 : Math.min(100, (part / whole) * 100)}%`;
}
