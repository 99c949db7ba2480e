import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CommandData } from '../../commands/commands.ts';
import { givenUrl, NO_CHOICES, type UrlChoices } from '../../recording/target.ts';
import { checkUploadUrl } from '../../upload/url/upload-url.ts';
import { t } from '../../words/t.ts';
import { useMintingHost } from '../minting/use-minting-host.ts';
import { UrlField } from '../url/url-field.tsx';
import { isUselessUrl } from '../url/url-line.ts';
import { UrlOptions } from '../url/url-options.tsx';
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
  const choices = useSignal<UrlChoices>(NO_CHOICES);
  const isMissed = useSignal(false);
  const input = useRef<HTMLInputElement>(null);
  const mintingHost = useMintingHost().value;
  const probe = useUrlProbe(text.value, id);
  const isUseless = isUselessUrl({ probe, choices: choices.value });
  useEffect(() => input.current?.focus(), []);
  return (
    <form
      class="stack"
      aria-label={t('ui.newUrl.name')}
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) return;
        const check = checkUploadUrl(text.value);
        if (check.kind === 'ok' && !isUseless) return onUse(givenUrl(check.url, choices.value));
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
          choices.value = NO_CHOICES;
        }}
        isMissed={isMissed.value}
        probe={probe}
        choices={choices.value}
        withoutAccess={t('ui.newUrl.withoutAccess')}
        inputRef={input}
      />
      <UrlOptions
        probe={probe}
        choices={choices.value}
        onChoose={(changes) => {
          choices.value = { ...choices.value, ...changes };
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
