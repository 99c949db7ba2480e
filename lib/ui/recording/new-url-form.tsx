import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CommandData } from '../../commands/commands.ts';
import type { Sending } from '../../recording/target.ts';
import { guessedSending, isDead } from '../../upload/url/preflight-words.ts';
import { checkUploadUrl } from '../../upload/url/upload-url.ts';
import { t } from '../../words/t.ts';
import { useMintingHost } from '../minting/use-minting-host.ts';
import { SendingChoice, UrlField } from '../url/url-field.tsx';
import { useUrlProbe } from '../url/use-url-probe.ts';

interface NewUrlFormProps {
  /** The recording that it is for. */
  readonly id: string;
  readonly isBusy: boolean;
  /** Null: a URL from the minting endpoint. */
  readonly onUse: (target: CommandData<'use-new-url'>['target']) => void;
  readonly onCancel: () => void;
}

/** Asks for another upload URL. With a minting endpoint, the field can stay empty. */
export function NewUrlForm({ id, isBusy, onUse, onCancel }: NewUrlFormProps) {
  const text = useSignal('');
  const sending = useSignal<Sending | null>(null);
  const isMissed = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const mintingHost = useMintingHost().value;
  const probe = useUrlProbe(text.value, id);
  const isUseless = probe.kind === 'answered' && isDead(probe.preflight);
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="stack"
      aria-label={t('ui.newUrl.name')}
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const check = checkUploadUrl(text.value);
        if (check.kind === 'ok' && !isUseless) {
          return onUse({ uploadUrl: check.url, ...(sending.value && { sending: sending.value }) });
        }
        if (check.kind === 'empty' && mintingHost !== null) return onUse(null);
        isMissed.value = true;
        input.current?.focus();
      }}
    >
      <UrlField
        label={t('ui.newUrl.name')}
        calmHint={mintingHost === null ? t('ui.newUrl.hint') : t('ui.newUrl.mintedHint', { host: mintingHost })}
        text={text.value}
        onType={(typed) => {
          text.value = typed;
          sending.value = null;
        }}
        isMissed={isMissed.value}
        probe={probe}
        withoutAccess={t('ui.newUrl.withoutAccess')}
        inputRef={input}
      />
      <SendingChoice
        guess={probe.kind === 'answered' ? guessedSending(probe.preflight) : null}
        chosen={sending.value}
        onChoose={(chosen) => {
          sending.value = chosen;
        }}
      />
      <div class="button-row">
        <button type="submit" class="button small" aria-busy={isBusy} aria-disabled={isBusy || isUseless}>
          {isBusy ? t('ui.newUrl.changing') : t('ui.newUrl.confirm')}
        </button>
        <button type="button" class="button small plain" onClick={onCancel}>
          {t('ui.newUrl.keep')}
        </button>
      </div>
    </form>
  );
}
