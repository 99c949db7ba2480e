import { useEffect, useRef } from 'preact/hooks';
import { bubbleCamera, qualityOf } from '../../lib/recording/presets.ts';
import { hasBubble, SOURCE_NAMES, SOURCES } from '../../lib/recording/source.ts';
import { BubblePicker } from '../../lib/ui/bubble/bubble-picker.tsx';
import { CropOption, cropSummary } from '../../lib/ui/crop/crop-option.tsx';
import { useTabCrop } from '../../lib/ui/crop/use-tab-crop.ts';
import { CameraChoice } from '../../lib/ui/devices/camera-choice.tsx';
import { MicrophoneChoice } from '../../lib/ui/devices/microphone-choice.tsx';
import { Segments, Switch } from '../../lib/ui/kit/inputs.tsx';
import { usePage } from '../../lib/ui/kit/page.ts';
import { SourceIcon } from '../../lib/ui/kit/source-icon.tsx';
import { useMintingHost } from '../../lib/ui/minting/use-minting-host.ts';
import { deviceNames } from '../../lib/ui/permission/permission-words.ts';
import type { StartModel, StartOutcome } from '../../lib/ui/start/start-model.ts';
import { UrlField } from '../../lib/ui/url/url-field.tsx';
import { isUselessUrl } from '../../lib/ui/url/url-line.ts';
import { UrlOptions } from '../../lib/ui/url/url-options.tsx';
import { useUrlProbe } from '../../lib/ui/url/use-url-probe.ts';
import { formatAllOf } from '../../lib/words/format.ts';
import { say } from '../../lib/words/say.ts';
import { t } from '../../lib/words/t.ts';
import { Options } from './options.tsx';
import { QualityOptions, qualitySummary } from './quality-options.tsx';
import { StopOption, stopSummary } from './stop-option.tsx';

const SOURCE_OPTIONS = SOURCE_NAMES.map((value) => ({
  value,
  label: t(`ui.source.${value}`),
  icon: <SourceIcon source={value} />,
}));

interface StartFormProps {
  readonly model: StartModel;
  /** Whether it takes the focus when it appears. */
  readonly takesFocus: boolean;
}

/** The form for the next recording: where it goes, what to record, and Start. */
export function StartForm({ model, takesFocus }: StartFormProps) {
  const { draft, outcome } = model;
  const { capture, stop } = model.choices.value;
  const url = useRef<HTMLInputElement>(null);
  const begin = useRef<HTMLButtonElement>(null);
  const secondsLeft = usePage().countdown.value;
  const isAsked = outcome.value?.kind === 'asked';
  // The devices are let go when the recorder opens them: not before the countdown is over.
  const hasCounted = useRef(false);
  hasCounted.current = isAsked && (hasCounted.current || secondsLeft !== null);
  const isOpening = isAsked && secondsLeft === null && (model.settings.countdownSeconds === null || hasCounted.current);
  const quality = qualityOf(capture.preset, 'camera', model.settings);
  const mintingHost = useMintingHost().value;
  const crop = useTabCrop();
  const canCrop = SOURCES[capture.source].tab && SOURCES[capture.source].picture;
  // A URL that a start has taken is in use: asking the server about it says nothing.
  const probe = useUrlProbe(draft.value.handedOverAtMs === null ? draft.value.text : '');
  const isUseless = isUselessUrl({ probe, choices: draft.value });

  // One key starts a recording: without a URL the field takes the focus, ready for a paste; with one, the button.
  useEffect(() => {
    if (takesFocus) (draft.peek().text === '' ? url : begin).current?.focus({ preventScroll: true });
  }, []);

  return (
    <form
      class="stack start-form"
      aria-label={t('ui.start.name')}
      onSubmit={(event) => {
        event.preventDefault();
        if (secondsLeft !== null) {
          model.cancel();
          return;
        }
        if (isAsked) return;
        if (!isUseless) model.start({ canMint: mintingHost !== null });
        if (isUseless || outcome.peek()?.kind === 'missed') url.current?.focus();
      }}
    >
      <UrlField
        label={t('ui.start.uploadUrl')}
        calmHint={mintingHost === null ? t('ui.start.hint') : t('ui.start.mintedHint', { host: mintingHost })}
        text={draft.value.text}
        onType={model.type}
        isMissed={outcome.value?.kind === 'missed'}
        probe={probe}
        choices={draft.value}
        withoutAccess={t('ui.start.withoutAccess')}
        inputRef={url}
      />
      <UrlOptions probe={probe} choices={draft.value} onChoose={model.chooseForUrl} />
      <Segments
        name={t('ui.source.name')}
        options={SOURCE_OPTIONS}
        value={capture.source}
        onChoose={(source) => model.choose({ source })}
        isTall
      />
      {hasBubble(capture.source) && (
        <BubblePicker bubble={capture.bubble} onChange={(bubble) => model.choose({ bubble })} />
      )}
      {!SOURCES[capture.source].picture && (
        <Switch
          label={t('ui.start.tabSound')}
          isOn={capture.tabSound}
          onChange={(tabSound) => model.choose({ tabSound })}
        />
      )}
      {SOURCES[capture.source].asks && <p class="hint">{t('ui.start.asks')}</p>}
      {SOURCES[capture.source].camera && !isOpening && (
        <CameraChoice
          capture={capture}
          choose={model.choose}
          size={hasBubble(capture.source) ? bubbleCamera(quality) : quality.camera}
        />
      )}
      <MicrophoneChoice capture={capture} choose={model.choose} isOpening={isOpening} />
      <Options
        summary={[canCrop ? cropSummary(crop) : '', qualitySummary(capture), stopSummary(stop)]
          .filter((part) => part !== '')
          .join(' · ')}
      >
        {canCrop && <CropOption choice={crop} />}
        {SOURCES[capture.source].picture && (
          <QualityOptions capture={capture} settings={model.settings} onChoose={model.choose} />
        )}
        <StopOption
          choice={stop}
          onChoose={(chosen) => {
            model.choices.value = { ...model.choices.value, stop: chosen };
          }}
        />
      </Options>
      {/* One button, which keeps the focus: the key that started the countdown cancels it. */}
      <button
        ref={begin}
        type="submit"
        class={secondsLeft === null ? 'button primary' : 'button'}
        aria-busy={isAsked && secondsLeft === null}
        aria-disabled={secondsLeft === null && (isAsked || isUseless)}
      >
        {secondsLeft === null ? (
          isAsked ? (
            t('ui.state.starting')
          ) : (
            t('ui.start.start')
          )
        ) : (
          <>
            <span class="countdown number" aria-hidden="true">
              {secondsLeft}
            </span>
            {t('ui.start.cancel')}
          </>
        )}
      </button>
      <Outcome outcome={outcome.value} />
    </form>
  );
}

function Outcome({ outcome }: { readonly outcome: StartOutcome | null }) {
  if (outcome?.kind === 'unanswered') {
    return (
      <p class="notice" data-tone="warning" role="alert">
        {t('ui.start.unanswered')}
      </p>
    );
  }
  if (outcome?.kind === 'refused') {
    return (
      <p class="notice" data-tone="bad" role="alert">
        {say(outcome.reason)}
      </p>
    );
  }
  if (outcome?.kind === 'needs-permission') {
    return (
      <p class="notice" role="alert">
        {t('ui.start.needsPermission', { devices: formatAllOf(deviceNames(outcome.devices)) })}
      </p>
    );
  }
  return null;
}
