import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { mediaType } from '../../lib/recording/file-name.ts';
import { holdFile } from '../../lib/spool/file-use.ts';
import { mediaFile } from '../../lib/spool/recording-files.ts';
import { closeDialogOf, Dialog } from '../../lib/ui/kit/dialog.tsx';
import { findDuration } from '../../lib/ui/library/find-duration.ts';
import { type LibraryItem, titleOf } from '../../lib/ui/library/library-item.ts';
import { t } from '../../lib/words/t.ts';
import { MarkerBar } from './marker-bar.tsx';

interface PlayDialogProps {
  readonly item: LibraryItem;
  readonly onClose: () => void;
}

/** Plays a recording's file on this computer. */
export function PlayDialog({ item, onClose }: PlayDialogProps) {
  const url = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const { id } = item;
  const markersMs = item.kind === 'recording' ? item.recording.markersMs : [];
  const type = item.kind === 'recording' ? (mediaType(item.recording.mimeType) ?? '') : '';
  useEffect(() => {
    let isOpen = true;
    const held = holdFile(id, 'played');
    held
      .then(() => mediaFile(id))
      .then((file) => {
        if (isOpen) url.value = URL.createObjectURL(file.slice(0, file.size, type));
      })
      .catch((error: unknown) => {
        console.error('Opening the recording’s file failed:', error);
        problem.value = t('ui.player.gone');
      });
    return () => {
      isOpen = false;
      void held.then(({ release }) => release());
      if (url.value !== null) URL.revokeObjectURL(url.value);
    };
  }, [id, type, url, problem]);

  return (
    <Dialog title={titleOf(item)} class="player" isLight onClose={onClose}>
      {url.value !== null && problem.value === null && (
        <Player
          url={url.value}
          markersMs={markersMs}
          onProblem={(sentence) => {
            problem.value = sentence;
          }}
        />
      )}
      {problem.value !== null && (
        <p class="notice" data-tone="bad" role="alert">
          {problem.value}
        </p>
      )}
      <div class="button-row">
        <button type="button" class="button" onClick={({ currentTarget }) => closeDialogOf(currentTarget)}>
          {t('ui.player.close')}
        </button>
      </div>
    </Dialog>
  );
}

interface PlayerProps {
  readonly url: string;
  readonly markersMs: readonly number[];
  readonly onProblem: (sentence: string) => void;
}

/** The recording and its markers. */
function Player({ url, markersMs, onProblem }: PlayerProps) {
  const durationSeconds = useSignal<number | null>(null);
  const player = useRef<HTMLVideoElement>(null);
  // The player takes the focus, so that the space bar and arrow keys work at once.
  useEffect(() => player.current?.focus(), []);
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: a new recording has no captions. */}
      <video
        ref={player}
        controls
        src={url}
        onLoadedMetadata={({ currentTarget: video }) => {
          findDuration(video)
            .then(() => {
              durationSeconds.value = video.duration;
              return video.play();
            })
            // Autoplay may be refused, or the dialog is closed by now.
            .catch((error: unknown) => console.debug('Autoplay failed.', error));
        }}
        onError={({ currentTarget: { error } }) => {
          console.error('Playing:', error?.message);
          onProblem(t('ui.player.unplayable'));
        }}
      />
      <MarkerBar
        markersMs={markersMs}
        durationSeconds={durationSeconds.value}
        onSeek={(seconds) => {
          if (player.current !== null) player.current.currentTime = seconds;
        }}
      />
    </>
  );
}
