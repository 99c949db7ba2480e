import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { assertNever } from '../../lib/base/assert-never.ts';
import { isLive } from '../../lib/recording/state.ts';
import { CommandButton } from '../../lib/ui/kit/command-button.tsx';
import type { Commands } from '../../lib/ui/kit/commands.ts';
import { useCommand } from '../../lib/ui/kit/use-command.ts';
import { abilitiesOf, isLeftAlone } from '../../lib/ui/library/item-abilities.ts';
import { useShelf } from '../../lib/ui/library/library.ts';
import { type ShelfItem, titleOf } from '../../lib/ui/library/library-item.ts';
import { LiveControls } from '../../lib/ui/recording/live-controls.tsx';
import { RecordingActions } from '../../lib/ui/recording/recording-actions.tsx';
import { shownWords } from '../../lib/ui/recording/recording-words.ts';
import { formatBytes } from '../../lib/words/format.ts';
import { CopyForm, CopyProgress } from './copy-panel.tsx';
import { ItemLog, LogToggle } from './item-log.tsx';
import { PlayDialog } from './play-dialog.tsx';
import { Poster } from './poster.tsx';
import { RecordingFacts } from './recording-facts.tsx';
import { UploadLine } from './upload-line.tsx';
import { When } from './when.tsx';

interface ItemCardProps {
  readonly item: ShelfItem;
  readonly isSelected: boolean;
  readonly onSelect: (isSelected: boolean) => void;
  readonly onDelete: () => void;
}

/** One recording: what it is, how it stands, and all that can be done about it. */
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
        aria-label="Select"
        aria-describedby={titleId}
        checked={isSelected}
        onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
      />
      <Poster item={item} titleId={titleId} onPlay={play} />
      <div class="item-body">
        <h2 id={titleId} class="item-title" title={title}>
          {title}
        </h2>
        {/* Above all that comes and goes, so that a click on Stop does not miss. */}
        {recording !== null && <LiveControls recording={recording} commands={commands} />}
        <About item={item} commands={commands} />
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

function About({ item, commands }: { readonly item: ShelfItem; readonly commands: Commands }) {
  switch (item.kind) {
    case 'recording':
      return (
        <>
          <RecordingFacts item={item} />
          <UploadLine item={item} words={shownWords(item.recording, commands.pressed.value)} />
        </>
      );
    case 'unreadable':
      return (
        <>
          {item.file !== null && <FileFacts bytes={item.file.bytes} writtenAtMs={item.file.writtenAtMs} />}
          <p class="notice" data-tone="warning">
            Another version of Reelay may have written its record.{' '}
            {item.file === null ? 'There is no file on this computer.' : 'Its file is kept: play it, or save a copy.'}
          </p>
        </>
      );
    case 'file':
      return (
        <>
          <FileFacts bytes={item.file.bytes} writtenAtMs={item.file.writtenAtMs} />
          <p class="notice" data-tone="warning">
            {item.isRecordMissing
              ? 'Where it was recorded and where it was sent is not known. Its file is kept: play it, or save a copy.'
              : 'Its record cannot be read now. Its file is kept: play it, or save a copy.'}
          </p>
        </>
      );
    default:
      return assertNever(item);
  }
}

function FileFacts({ bytes, writtenAtMs }: { readonly bytes: number; readonly writtenAtMs: number }) {
  return (
    <p class="facts number">
      <When atMs={writtenAtMs} />
      <span>{formatBytes(bytes)}</span>
    </p>
  );
}

interface ItemActionsProps {
  readonly item: ShelfItem;
  readonly commands: Commands;
  readonly titleId: string;
  readonly onPlay: () => void;
  readonly onDelete: () => void;
  /** Stands before the button that deletes. */
  readonly children: ComponentChildren;
}

function ItemActions({ item, commands, titleId, onPlay, onDelete, children }: ItemActionsProps) {
  const { copies } = useShelf();
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
            name="background/retry-now"
            data={{ id: item.id }}
            class="small"
            busyWords="Retrying…"
            describedBy={titleId}
          >
            Retry now
          </CommandButton>
        )}
        {can.play && (
          <button type="button" class="button small" aria-describedby={titleId} onClick={onPlay}>
            Play
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
            Save a copy
          </button>
        )}
        <span class="gap" />
        {children}
        {can.remove && (
          <button type="button" class="button small delete" aria-describedby={titleId} onClick={onDelete}>
            Delete
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
