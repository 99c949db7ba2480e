import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type Minting, saveMinting } from '../../lib/settings/minting-store.ts';
import { checkMinting, endpointFault, type HeaderRow } from '../../lib/ui/minting/minting-check.ts';
import { HeaderRows } from './header-rows.tsx';
import { MintingTrial } from './minting-trial.tsx';

interface MintingSectionProps {
  readonly stored: Minting | null;
  /** Tells what became of keeping it. */
  readonly tell: (work: Promise<unknown>, done: string) => Promise<void>;
}

/** A server of the person's own that hands out an upload URL for each recording. Kept as soon as it can be used. */
export function MintingSection({ stored, tell }: MintingSectionProps) {
  const id = useId();
  const endpoint = useSignal(stored?.endpoint ?? '');
  const rows = useSignal<readonly HeaderRow[]>(
    Object.entries(stored?.headers ?? {}).map(([name, value]) => ({ name, value })),
  );
  const fault = endpointFault(endpoint.value);
  const check = checkMinting(endpoint.value, rows.value);

  const keep = (): void => {
    const done = checkMinting(endpoint.value, rows.value);
    if (done.kind === 'none') void tell(saveMinting(null), 'There is no minting endpoint.');
    if (done.kind === 'ok') void tell(saveMinting(done.minting), 'Saved: minting endpoint.');
  };

  return (
    <fieldset>
      <legend>Minting endpoint</legend>
      <div class="card setting-group">
        <div class="field">
          <label for={id}>Address</label>
          <input
            id={id}
            class="input"
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            placeholder="https://api.example.com/uploads"
            value={endpoint.value}
            aria-invalid={fault !== null}
            aria-describedby={`${id}-hint`}
            onInput={(event) => {
              endpoint.value = event.currentTarget.value;
            }}
            onChange={keep}
          />
          <p id={`${id}-hint`} class="hint" data-tone={fault === null ? 'calm' : 'bad'}>
            {fault ??
              'A server of yours that answers a POST with a new upload URL. It is asked at each start when the field in the popup is empty, and again when an upload session dies.'}
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
