import { useEffect, useRef } from 'preact/hooks';
import { CameraIcon, TabIcon } from '../../lib/ui/kit/icons.tsx';
import { Segments } from '../../lib/ui/kit/segments.tsx';
import { Switch } from '../../lib/ui/kit/switch.tsx';
import { useMintingHost } from '../../lib/ui/minting/use-minting-host.ts';
import type { StartModel, StartOutcome } from '../../lib/ui/start/start-model.ts';
import { SendingChoice } from '../../lib/ui/url/sending-choice.tsx';
import { UrlField } from '../../lib/ui/url/url-field.tsx';
import { useUrlProbe } from '../../lib/ui/url/use-url-probe.ts';
import { guessedSending, isDead } from '../../lib/upload/url/preflight-words.ts';
import { MicrophoneName } from './microphone-name.tsx';

const SOURCES = [
  { value: 'tab', label: 'This tab', icon: <TabIcon /> },
  { value: 'camera', label: 'Camera', icon: <CameraIcon /> },
] as const;

interface StartFormProps {
  readonly model: StartModel;
  /** Whether it has the focus when it appears. */
  readonly takesFocus: boolean;
}

/** Where to, what, and go. */
export function StartForm({ model, takesFocus }: StartFormProps) {
  const { draft, choices, outcome } = model;
  const url = useRef<HTMLInputElement>(null);
  const begin = useRef<HTMLButtonElement>(null);
  const isAsked = outcome.value?.kind === 'asked';
  const mintingHost = useMintingHost().value;
  // What a start has taken is in use from then on: asking about it tells nothing.
  const probe = useUrlProbe(draft.value.handedOverAtMs === null ? draft.value.text : '');
  const isUseless = probe.kind === 'answered' && isDead(probe.preflight);

  // One key starts a recording: the field when there is no URL yet (to paste into), else the button.
  useEffect(() => {
    if (takesFocus) (draft.peek().text === '' ? url : begin).current?.focus({ preventScroll: true });
  }, []);

  return (
    <form
      class="stack start-form"
      aria-label="New recording"
      onSubmit={(event) => {
        event.preventDefault();
        if (isAsked) return;
        if (!isUseless) model.start({ canMint: mintingHost !== null });
        if (isUseless || outcome.peek()?.kind === 'missed') url.current?.focus();
      }}
    >
      <UrlField
        label="Upload URL"
        calmHint={
          mintingHost === null
            ? 'From your server. One URL takes one recording.'
            : `A new upload URL is minted by ${mintingHost} at each start.`
        }
        text={draft.value.text}
        onType={model.type}
        isMissed={outcome.value?.kind === 'missed'}
        probe={probe}
        withoutAccess="You can record all the same: it is kept on this computer, and sent when you allow it."
        inputRef={url}
      />
      <SendingChoice
        guess={probe.kind === 'answered' ? guessedSending(probe.preflight) : null}
        chosen={draft.value.sending}
        onChoose={model.choose}
      />
      <Segments
        name="Source"
        options={SOURCES}
        value={choices.value.source}
        onChoose={(source) => {
          choices.value = { ...choices.value, source };
        }}
      />
      <div class="start-row">
        <Switch
          label="Microphone"
          isOn={choices.value.microphone}
          onTurn={(microphone) => {
            choices.value = { ...choices.value, microphone };
          }}
        />
        {choices.value.microphone && <MicrophoneName />}
      </div>
      <button ref={begin} type="submit" class="button primary" aria-busy={isAsked} aria-disabled={isAsked || isUseless}>
        {isAsked ? 'Starting…' : 'Start recording'}
      </button>
      <Outcome outcome={outcome.value} />
    </form>
  );
}

function Outcome({ outcome }: { readonly outcome: StartOutcome | null }) {
  if (outcome?.kind === 'unanswered') {
    return (
      <p class="notice" data-tone="warning" role="alert">
        Reelay hasn’t answered yet. If the recording doesn’t start by itself, press Start again.
      </p>
    );
  }
  if (outcome?.kind === 'refused') {
    return (
      <p class="notice" data-tone="bad" role="alert">
        {outcome.sentence}
      </p>
    );
  }
  if (outcome?.kind === 'needs-permission') {
    return (
      <p class="notice" role="alert">
        {`The browser has to ask you for the ${outcome.devices.join(' and the ')}. Allow it on the page that opened; the recording then starts by itself.`}
      </p>
    );
  }
  return null;
}
