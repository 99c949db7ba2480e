import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type Minting, saveMinting } from '../../lib/settings/minting-store.ts';
import { checkMinting, endpointFault, type HeaderRow } from '../../lib/ui/minting/minting-check.ts';
import { t } from '../../lib/words/t.ts';
import { HeaderRows } from './header-rows.tsx';
import { MintingTrial } from './minting-trial.tsx';

interface MintingSectionProps {
  readonly stored: Minting | null;
  /** Shows whether saving worked. */
  readonly report: (work: Promise<unknown>, done: string) => Promise<void>;
}

/** Your own server, which gives each recording an upload URL. Saved as soon as it is valid. */
export function MintingSection({ stored, report }: MintingSectionProps) {
  const id = useId();
  const endpoint = useSignal(stored?.endpoint ?? '');
  const rows = useSignal<readonly HeaderRow[]>(
    Object.entries(stored?.headers ?? {}).map(([name, value]) => ({ name, value })),
  );
  const fault = endpointFault(endpoint.value);
  const check = checkMinting(endpoint.value, rows.value);

  const keep = (): void => {
    const done = checkMinting(endpoint.value, rows.value);
    if (done.kind === 'none') void report(saveMinting(null), t('ui.minting.savedNone'));
    if (done.kind === 'ok') void report(saveMinting(done.minting), t('ui.minting.saved'));
  };

  return (
    <fieldset>
      <legend>{t('ui.minting.name')}</legend>
      <div class="card setting-group">
        <div class="field">
          <label for={id}>{t('ui.minting.address')}</label>
          <input
            id={id}
            class="input"
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            placeholder={t('ui.minting.placeholder')}
            value={endpoint.value}
            aria-invalid={fault !== null}
            aria-describedby={`${id}-hint`}
            onInput={(event) => {
              endpoint.value = event.currentTarget.value;
            }}
            onChange={keep}
          />
          <p id={`${id}-hint`} class="hint" data-tone={fault === null ? 'calm' : 'bad'}>
            {fault ?? t('ui.minting.hint')}
          </p>
        </div>
        <HeaderRows
          rows={rows.value}
          onEdit={(edited) => {
            rows.value = edited;
          }}
          onDone={(edited) => {
            rows.value = edited;
            keep();
          }}
        />
        <MintingTrial minting={check.kind === 'ok' ? check.minting : null} />
      </div>
    </fieldset>
  );
}
