import { useSignal } from '@preact/signals';
import { assertNever } from '../../lib/base/assert-never.ts';
import { sentenceOf } from '../../lib/base/sentence-of.ts';
import { chooseCopyTarget } from '../../lib/export/copy-target.ts';
import type { CopyFormat } from '../../lib/export/formats.ts';
import { Segments } from '../../lib/ui/kit/segments.tsx';
import type { CopyState } from '../../lib/ui/library/copies.ts';
import { copyNameOf, formatsOf } from '../../lib/ui/library/copy-names.ts';
import { useShelf } from '../../lib/ui/library/library.ts';
import type { ShelfItem } from '../../lib/ui/library/library-item.ts';
import { pickers } from '../../lib/ui/library/pickers.ts';
import { formatBytes, formatElapsed } from '../../lib/words/format.ts';

const LABELS: Readonly<Record<CopyFormat, string>> = { webm: 'WebM', mp4: 'MP4' };

interface CopyFormProps {
  readonly item: ShelfItem;
  readonly onClose: () => void;
}

/** Asks for the format of a copy, then for the place. */
export function CopyForm({ item, onClose }: CopyFormProps) {
  const { copies } = useShelf();
  const formats = formatsOf(item);
  const chosen = useSignal<CopyFormat | null>(formats[0] ?? null);
  const problem = useSignal<string | null>(null);
  const format = chosen.value;
  if (format === null) {
    return <p class="notice">Neither WebM nor MP4 can hold this recording as it is.</p>;
  }
  const name = copyNameOf(item, format);
  const save = async (): Promise<void> => {
    try {
      const target = await chooseCopyTarget(pickers, item.id, name, format);
      if (target === null) return;
      onClose();
      // In the browser's dialog the person may have chosen another name; a download has the one proposed.
      const chosenName = pickers.showSaveFilePicker === undefined ? name : target.handle.name;
      await copies.save([{ recordingId: item.id, format, name: chosenName, target }]);
    } catch (error) {
      console.error('Choosing a place for the copy:', error);
      problem.value = `There is no place for the copy: ${sentenceOf(error)}`;
    }
  };
  return (
    <form
      class="copy-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {formats.length > 1 && (
        <Segments
          name="Format"
          options={formats.map((value) => ({ value, label: LABELS[value] }))}
          value={format}
          onChoose={(value) => {
            chosen.value = value;
          }}
        />
      )}
      <span class="copy-name">{name}</span>
      <div class="button-row">
        <button type="submit" class="button small">
          Save
        </button>
        <button type="button" class="button small plain" onClick={onClose}>
          Not now
        </button>
      </div>
      {problem.value !== null && (
        <p class="notice" data-tone="bad" role="alert">
          {problem.value}
        </p>
      )}
    </form>
  );
}

/** How the copy of a recording gets on, or how it went. */
export function CopyProgress({ id, state }: { readonly id: string; readonly state: CopyState }) {
  const { copies } = useShelf();
  switch (state.kind) {
    case 'waiting':
    case 'saving': {
      const percent = state.kind === 'saving' ? Math.floor(state.share * 100) : 0;
      return (
        <div class="copy-progress">
          <span class="copy-name">{state.kind === 'waiting' ? `Waiting: ${state.name}` : `Saving ${state.name}`}</span>
          <span
            class="bar"
            role="progressbar"
            aria-label="Saved"
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={percent}
          >
            <i class="acked" style={{ width: `${percent}%` }} />
          </span>
          <span class="number quiet">{`${percent} %`}</span>
          <button type="button" class="button small" onClick={() => copies.cancel(id)}>
            Cancel copy
          </button>
        </div>
      );
    }
    case 'saved':
    case 'failed':
      return (
        <div class="notice copy-done" data-tone={toneOf(state)} role={state.kind === 'failed' ? 'alert' : 'status'}>
          <span>{copySentence(state)}</span>
          <button type="button" class="button plain" onClick={() => copies.dismiss(id)}>
            OK
          </button>
        </div>
      );
    default:
      return assertNever(state);
  }
}

function toneOf(state: CopyState): string {
  if (state.kind === 'failed') return 'bad';
  return state.kind === 'saved' && state.copy.warning !== null ? 'warning' : 'calm';
}

function copySentence(state: CopyState & { kind: 'saved' | 'failed' }): string {
  if (state.kind === 'failed') return state.sentence;
  const { bytes, durationSeconds, warning } = state.copy;
  const facts = `Saved ${state.name}: ${formatBytes(bytes)}, ${formatElapsed(durationSeconds * 1_000)}.`;
  return warning === null ? facts : `${facts} ${warning}`;
}
