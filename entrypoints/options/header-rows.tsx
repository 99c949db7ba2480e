import { useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { type HeaderRow, headerFault } from '../../lib/ui/minting/minting-check.ts';
import { t } from '../../lib/words/t.ts';

interface HeaderRowsProps {
  readonly rows: readonly HeaderRow[];
  readonly onEdit: (rows: readonly HeaderRow[]) => void;
  /** Called when you leave a field. */
  readonly onDone: (rows: readonly HeaderRow[]) => void;
}

/** The headers of a request, one per row. Their values are secrets, hidden until you show them. */
export function HeaderRows({ rows, onEdit, onDone }: HeaderRowsProps) {
  const isRevealed = useSignal(false);
  const without = (index: number) => rows.filter((_row, other) => other !== index);
  return (
    <fieldset class="headers" aria-label={t('ui.minting.headers')}>
      <div class="headers-head">
        <span class="field-name" aria-hidden="true">
          {t('ui.minting.headers')}
        </span>
        {rows.length > 0 && (
          <button
            type="button"
            class="button plain"
            aria-pressed={isRevealed.value}
            onClick={() => {
              isRevealed.value = !isRevealed.value;
            }}
          >
            {isRevealed.value ? t('ui.minting.hideValues') : t('ui.minting.showValues')}
          </button>
        )}
      </div>
      {rows.map((row, index) => (
        <Header
          key={index}
          row={row}
          number={index + 1}
          fault={headerFault(row, rows)}
          isRevealed={isRevealed.value}
          onEdit={(edited) => onEdit(rows.map((other) => (other === row ? edited : other)))}
          onDone={() => onDone(rows)}
          onRemove={() => onDone(without(index))}
        />
      ))}
      <button type="button" class="button small" onClick={() => onEdit([...rows, { name: '', value: '' }])}>
        {t('ui.minting.addHeader')}
      </button>
    </fieldset>
  );
}

interface HeaderProps {
  readonly row: HeaderRow;
  readonly number: number;
  readonly fault: string | null;
  readonly isRevealed: boolean;
  readonly onEdit: (row: HeaderRow) => void;
  readonly onDone: () => void;
  readonly onRemove: () => void;
}

function Header({ row, number, fault, isRevealed, onEdit, onDone, onRemove }: HeaderProps) {
  const id = useId();
  const common = {
    class: 'input',
    autocomplete: 'off',
    spellcheck: false,
    'aria-invalid': fault !== null,
    'aria-describedby': `${id}-fault`,
    onChange: onDone,
  } as const;
  const secret = {
    ...common,
    // Not a site's password: keeps the browser from saving it or filling one in.
    autocomplete: 'new-password',
    'aria-label': t('ui.minting.headerValue', { number }),
    placeholder: t('ui.minting.headerValuePlaceholder'),
    value: row.value,
    onInput: (event: { readonly currentTarget: HTMLInputElement }) =>
      onEdit({ ...row, value: event.currentTarget.value }),
  } as const;
  return (
    <div class="header-row">
      <input
        {...common}
        type="text"
        aria-label={t('ui.minting.headerName', { number })}
        placeholder={t('ui.minting.headerNamePlaceholder')}
        value={row.name}
        onInput={(event) => onEdit({ ...row, name: event.currentTarget.value })}
      />
      {isRevealed ? <input {...secret} type="text" /> : <input {...secret} type="password" />}
      <button
        type="button"
        class="button plain"
        aria-label={t('ui.minting.removeHeader', { number })}
        onClick={onRemove}
      >
        {t('ui.minting.remove')}
      </button>
      <p id={`${id}-fault`} class="hint" data-tone="bad" hidden={fault === null}>
        {fault}
      </p>
    </div>
  );
}
