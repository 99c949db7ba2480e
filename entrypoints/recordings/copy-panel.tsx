import { useSignal } from '@preact/signals';
import { assertNever } from '../../lib/base/errors.ts';
import { chooseCopyTarget, saveText } from '../../lib/export/copy-target.ts';
import { type CopyFormat, playedBy } from '../../lib/export/formats.ts';
import { Segments } from '../../lib/ui/kit/inputs.tsx';
import { ProgressBar } from '../../lib/ui/kit/progress-bar.tsx';
import type { ChaptersFile, CopyState } from '../../lib/ui/library/copies.ts';
import { copyNameOf, formatsOf, markersOf, pickers } from '../../lib/ui/library/copy-orders.ts';
import { useLibrary } from '../../lib/ui/library/library.ts';
import type { LibraryItem } from '../../lib/ui/library/library-item.ts';
import { formatBytes, formatElapsed, formatPercent } from '../../lib/words/format.ts';
import { say, sayError } from '../../lib/words/say.ts';
import { t } from '../../lib/words/t.ts';

const LABELS: Readonly<Record<CopyFormat, string>> = { webm: 'WebM', mp4: 'MP4' };

interface CopyFormProps {
  readonly item: LibraryItem;
  readonly onClose: () => void;
}

/** Asks for the format of a copy, then where to save it. */
export function CopyForm({ item, onClose }: CopyFormProps) {
  const { copies } = useLibrary();
  const formats = formatsOf(item);
  const chosen = useSignal<CopyFormat | null>(formats[0] ?? null);
  const problem = useSignal<string | null>(null);
  const format = chosen.value;
  if (format === null) {
    return <p class="notice">{t('ui.copy.none')}</p>;
  }
  const name = copyNameOf(item, format);
  const players = playedBy(item.kind === 'recording' ? item.recording.mimeType : null, format);
  const save = async (): Promise<void> => {
    try {
      const target = await chooseCopyTarget(pickers, item.id, name, format);
      if (target === null) return;
      onClose();
      // You may have changed the name in the browser's dialog; a download keeps the suggested one.
      const chosenName = pickers.showSaveFilePicker === undefined ? name : target.handle.name;
      await copies.save([{ recordingId: item.id, format, name: chosenName, target, markersMs: markersOf(item) }]);
    } catch (error) {
      console.error('Choosing a place for the copy:', error);
      problem.value = t('ui.copy.noPlace', { reason: sayError(error) });
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
          name={t('ui.copy.format')}
          options={formats.map((value) => ({ value, label: LABELS[value] }))}
          value={format}
          onChoose={(value) => {
            chosen.value = value;
          }}
        />
      )}
      <span class="copy-name">{name}</span>
      {players !== null && <p class="hint">{t(`ui.copy.plays.${players}`)}</p>}
      <div class="button-row">
        <button type="submit" class="button small">
          {t('ui.copy.save')}
        </button>
        <button type="button" class="button small plain" onClick={onClose}>
          {t('ui.copy.cancel')}
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

/** The progress of a copy, or its result. */
export function CopyProgress({ id, state }: { readonly id: string; readonly state: CopyState }) {
  const { copies } = useLibrary();
  switch (state.kind) {
    case 'waiting':
    case 'saving': {
      const percent = state.kind === 'saving' ? Math.floor(state.share * 100) : 0;
      return (
        <div class="copy-progress">
          <span class="copy-name">
            {state.kind === 'waiting'
              ? t('ui.copy.waiting', { name: state.name })
              : t('ui.copy.saving', { name: state.name })}
          </span>
          <ProgressBar name={t('ui.copy.progress')} done={percent} whole={100} />
          <span class="number quiet">{formatPercent(percent)}</span>
          <button type="button" class="button small" onClick={() => copies.cancel(id)}>
            {t('ui.copy.cancelCopy')}
          </button>
        </div>
      );
    }
    case 'saved':
    case 'failed':
      return (
        <div class="notice copy-done" data-tone={toneOf(state)} role={state.kind === 'failed' ? 'alert' : 'status'}>
          <span>{copySentence(state)}</span>
          {state.kind === 'saved' && state.chapters !== null && (
            <ChaptersButton chapters={state.chapters} beside={state.target.handle} />
          )}
          <button type="button" class="button plain" onClick={() => copies.dismiss(id)}>
            {t('ui.copy.dismiss')}
          </button>
        </div>
      );
    default:
      return assertNever(state);
  }
}

interface ChaptersButtonProps {
  readonly chapters: ChaptersFile;
  /** The copy: the browser’s dialog begins in its folder. */
  readonly beside: FileSystemFileHandle;
}

/** Saves the markers of a copy as chapters. The browser shows its dialog only at a click, one file at a time. */
function ChaptersButton({ chapters, beside }: ChaptersButtonProps) {
  const outcome = useSignal<string | null>(null);
  const save = async (): Promise<void> => {
    try {
      const name = await saveText(pickers, chapters.name, chapters.text, beside);
      if (name !== null) outcome.value = t('ui.markers.chaptersSaved', { name });
    } catch (error) {
      console.error('Saving the chapters:', error);
      outcome.value = t('ui.copy.noPlace', { reason: sayError(error) });
    }
  };
  if (outcome.value !== null) return <span>{outcome.value}</span>;
  return (
    <button type="button" class="button small" onClick={() => void save()}>
      {t('ui.markers.saveChapters')}
    </button>
  );
}

function toneOf(state: CopyState): string {
  if (state.kind === 'failed') return 'bad';
  return state.kind === 'saved' && state.copy.warning !== null ? 'warning' : 'calm';
}

function copySentence(state: CopyState & { kind: 'saved' | 'failed' }): string {
  if (state.kind === 'failed') return state.sentence;
  const { bytes, durationSeconds, warning } = state.copy;
  const facts = t('ui.copy.saved', {
    name: state.name,
    bytes: formatBytes(bytes),
    duration: formatElapsed(durationSeconds * 1_000),
  });
  return warning === null ? facts : `${facts} ${say(warning)}`;
}
