import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { isLive } from '../../lib/recording/state.ts';
import { CommandButton } from '../../lib/ui/kit/command-button.tsx';
import type { Commands } from '../../lib/ui/kit/commands.ts';
import { DisclosureIcon } from '../../lib/ui/kit/icons.tsx';
import { usePage } from '../../lib/ui/kit/page.ts';
import { useCommand } from '../../lib/ui/kit/use-command.ts';
import { useLibrary } from '../../lib/ui/library/library.ts';
import { abilitiesOf, isLeftAlone, type LibraryItem, titleOf } from '../../lib/ui/library/library-item.ts';
import { LogView } from '../../lib/ui/log/log-panel.tsx';
import { LiveControls } from '../../lib/ui/recording/live-controls.tsx';
import { RecordingActions } from '../../lib/ui/recording/recording-actions.tsx';
import { shownWords } from '../../lib/ui/recording/recording-words.ts';
import { t } from '../../lib/words/t.ts';
import { CopyForm, CopyProgress } from './copy-panel.tsx';
import { ItemFacts } from './item-facts.tsx';
import { PlayDialog } from './play-dialog.tsx';
import { Poster } from './poster.tsx';

interface ItemCardProps {
  readonly item: LibraryItem;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
  readonly onDelete: () => void;
}

/** One recording: what it is, how its upload is doing, and what you can do with it. */
export function ItemCard({ item, isSelected, onSelect, onDelete }: ItemCardProps) {
  const titleId = useId();
  const isPlaying = useSignal(false);
  const isLogOpen = useSignal(false);
  const play = (): void => {
    isPlaying.value = true;
  };
  const title = titleOf(item);
  const recording = item.kind === 'recording' ? item.recording : null;
  const commands = useCommand(recording !== null && isLive(recording.state));
  return (
    <article class="card item" aria-labelledby={titleId} data-recording={item.id} tabIndex={-1}>
      <input
        type="checkbox"
        class="tick"
        aria-label={t('ui.item.select')}
        aria-describedby={titleId}
        checked={isSelected}
        onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
      />
      <Poster item={item} titleId={titleId} onPlay={play} />
      <div class="item-body">
        <h2 id={titleId} class="item-title" title={title}>
          {title}
        </h2>
        {/* Above everything that comes and goes, so that a click on Stop never misses. */}
        {recording !== null && <LiveControls recording={recording} commands={commands} />}
        <ItemFacts item={item} words={recording === null ? '' : shownWords(recording, commands.pressed.value)} />
        <ItemActions item={item} commands={commands} titleId={titleId} onPlay={play} onDelete={onDelete}>
          {item.kind === 'recording' && (
            <LogToggle
              isOpen={isLogOpen.value}
              onToggle={() => {
                isLogOpen.value = !isLogOpen.value;
              }}
              titleId={titleId}
            />
          )}
        </ItemActions>
        {isLogOpen.value && <ItemLog id={item.id} title={title} />}
      </div>
      {isPlaying.value && (
        <PlayDialog
          item={item}
          onClose={() => {
            isPlaying.value = false;
          }}
        />
      )}
    </article>
  );
}

interface ItemActionsProps {
  readonly item: LibraryItem;
  readonly commands: Commands;
  readonly titleId: string;
  readonly onPlay: () => void;
  readonly onDelete: () => void;
  /** Shown before the Delete button. */
  readonly children: ComponentChildren;
}

function ItemActions({ item, commands, titleId, onPlay, onDelete, children }: ItemActionsProps) {
  const { copies } = useLibrary();
  const isAskingFormat = useSignal(false);
  const can = abilitiesOf(item);
  const copy = copies.states.value.get(item.id);
  const isCopying = copy !== undefined && (copy.kind === 'waiting' || copy.kind === 'saving');
  return (
    <>
      {item.kind === 'recording' && <RecordingActions recording={item.recording} commands={commands} />}
      <div class="button-row item-actions">
        {isLeftAlone(item) && (
          <CommandButton
            commands={commands}
            name="retry-now"
            data={{ id: item.id }}
            class="small"
            busyWords={t('ui.upload.retrying')}
            describedBy={titleId}
          >
            {t('ui.upload.retryNow')}
          </CommandButton>
        )}
        {can.play && (
          <button type="button" class="button small" aria-describedby={titleId} onClick={onPlay}>
            {t('ui.item.play')}
          </button>
        )}
        {can.saveCopy && (
          <button
            type="button"
            class="button small"
            aria-describedby={titleId}
            aria-expanded={isAskingFormat.value}
            disabled={isCopying}
            onClick={() => {
              isAskingFormat.value = !isAskingFormat.value;
            }}
          >
            {t('ui.item.saveCopy')}
          </button>
        )}
        <span class="gap" />
        {children}
        {can.remove && (
          <button type="button" class="button small delete" aria-describedby={titleId} onClick={onDelete}>
            {t('ui.item.delete')}
          </button>
        )}
      </div>
      {isAskingFormat.value && !isCopying && (
        <CopyForm
          item={item}
          onClose={() => {
            isAskingFormat.value = false;
          }}
        />
      )}
      {copy !== undefined && (isCopying || !isAskingFormat.value) && <CopyProgress id={item.id} state={copy} />}
    </>
  );
}

interface LogToggleProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** The id of the element that names the recording. */
  readonly titleId: string;
}

function LogToggle({ isOpen, onToggle, titleId }: LogToggleProps) {
  return (
    <button
      type="button"
      class="log-toggle"
      aria-expanded={isOpen}
      aria-label={t('ui.log.name')}
      aria-describedby={titleId}
      onClick={onToggle}
    >
      {t('ui.log.name')} <DisclosureIcon />
    </button>
  );
}

/** The log entries about one recording. */
function ItemLog({ id, title }: { readonly id: string; readonly title: string }) {
  const viewId = useId();
  const entries = usePage().log.value.filter(({ recordingId }) => recordingId === id);
  return (
    <div class="item-log">
      {entries.length > 0 && <LogView id={viewId} label={t('ui.item.logOf', { title })} isOpen entries={entries} />}
      <p class="hint">
        {entries.length === 0 && `${t('ui.item.logEmpty')} `}
        {t('ui.item.logKept')}
      </p>
    </div>
  );
}
