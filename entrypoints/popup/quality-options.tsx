import { canPlayAnywhere } from '../../lib/capture/format.ts';
import { type CaptureChoices, DEFAULT_CHOICES } from '../../lib/recording/capture-choices.ts';
import { bytesPerHour, PRESET_NAMES, qualityOf } from '../../lib/recording/presets.ts';
import { SOURCES } from '../../lib/recording/source.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { Segments, Switch } from '../../lib/ui/kit/inputs.tsx';
import { formatBytes } from '../../lib/words/format.ts';
import { t } from '../../lib/words/t.ts';

const PRESET_OPTIONS = PRESET_NAMES.map((value) => ({ value, label: t(`ui.preset.${value}`) }));
const CAN_PLAY_ANYWHERE = canPlayAnywhere((mimeType) => MediaRecorder.isTypeSupported(mimeType));

/** The preset in a word, where it is not the usual one; empty where it is. */
export function qualitySummary({ preset }: CaptureChoices): string {
  return preset === DEFAULT_CHOICES.preset ? '' : t(`ui.preset.${preset}`);
}

interface QualityOptionsProps {
  readonly capture: CaptureChoices;
  readonly settings: Settings;
  readonly onChoose: (changes: Partial<CaptureChoices>) => void;
}

/** How good the recording is to be, what that is, and what it takes. */
export function QualityOptions({ capture, settings, onChoose }: QualityOptionsProps) {
  const { preset, source, playsAnywhere } = capture;
  const { videoBitsPerSecond, frameRate, maxPixels } = qualityOf(
    preset,
    // The most that it may come to: whether a page plays a film is known at the start only.
    SOURCES[source].tab || !SOURCES[source].camera ? 'film' : 'camera',
    settings,
  );
  const perHour = bytesPerHour(videoBitsPerSecond, settings.audioBitsPerSecond);
  const lines = Math.round(Math.sqrt((maxPixels * 9) / 16));
  return (
    <>
      <div class="field">
        <span class="field-name" aria-hidden="true">
          {t('ui.preset.name')}
        </span>
        <Segments
          name={t('ui.preset.name')}
          options={PRESET_OPTIONS}
          value={preset}
          onChoose={(chosen) => onChoose({ preset: chosen })}
          isCompact
        />
        <p class="hint">{t('ui.preset.means', { lines, framesPerSecond: frameRate, perHour: formatBytes(perHour) })}</p>
      </div>
      {CAN_PLAY_ANYWHERE && (
        <div class="field">
          <Switch
            label={t('ui.preset.playsAnywhere')}
            isOn={playsAnywhere}
            onChange={(isOn) => onChoose({ playsAnywhere: isOn })}
          />
          <p class="hint">{t('ui.preset.playsAnywhereHint')}</p>
        </div>
      )}
    </>
  );
}
