import { formatElapsed } from '../../lib/words/format.ts';
import { t } from '../../lib/words/t.ts';

interface MarkerBarProps {
  readonly markersMs: readonly number[];
  /** Seconds; null until the player knows. */
  readonly durationSeconds: number | null;
  /** Plays from there, in seconds. */
  readonly onSeek: (seconds: number) => void;
}

/** The markers of a recording below its player: where they are, and their times to jump to. */
export function MarkerBar({ markersMs, durationSeconds, onSeek }: MarkerBarProps) {
  if (markersMs.length === 0 || durationSeconds === null) return null;
  const shareOf = (atMs: number) => `${Math.min(100, (atMs / (durationSeconds * 1_000)) * 100)}%`;
  return (
    <section class="markers" aria-label={t('ui.markers.name')}>
      <div class="marker-track" aria-hidden="true">
        {markersMs.map((atMs, index) => (
          <i key={index} style={{ left: shareOf(atMs) }} />
        ))}
      </div>
      <ol class="marker-list">
        {markersMs.map((atMs, index) => (
          <li key={index}>
            <button type="button" class="button small plain number" onClick={() => onSeek(atMs / 1_000)}>
              {t('ui.markers.at', { number: index + 1, time: formatElapsed(atMs) })}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
