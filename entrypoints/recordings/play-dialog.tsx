import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { mediaType } from '../../lib/recording/file-name.ts';
import { holdFile } from '../../lib/spool/file-use.ts';
import { mediaFile } from '../../lib/spool/recording-files.ts';
import { closeDialogOf, Dialog } from '../../lib/ui/kit/dialog.tsx';
import { findDuration } from '../../lib/ui/library/find-duration.ts';
import { type ShelfItem, titleOf } from '../../lib/ui/library/library-item.ts';

interface PlayDialogProps {
  readonly item: ShelfItem;
  readonly onClose: () => void;
}

/** Plays a recording's file as it lies on this computer. */
export function PlayDialog({ item, onClose }: PlayDialogProps) {
  const url = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const { id } = item;
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
        console.error('Opening the recording’s file:', error);
        problem.value = 'The recording’s file is not on this computer any more.';
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
        <Video
          url={url.value}
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
          Close
        </button>
      </div>
    </Dialog>
  );
}

interface VideoProps {
  readonly url: string;
  readonly onProblem: (sentence: string) => void;
}

function Video({ url, onProblem }: VideoProps) {
  const player = useRef<HTMLVideoElement>(null);
  // The player is what the dialog is for: space and arrows work at once.
  useEffect(() => player.current?.focus(), []);
  return (
    // biome-ignore lint/a11y/useMediaCaption: nobody has written captions for a recording that was made just now.
    <video
      ref={player}
      controls
      src={url}
      onLoadedMetadata={({ currentTarget: video }) => {
        findDuration(video)
          .then(() => video.play())
          // The person presses Play, or has closed it.
          .catch((error: unknown) => console.debug('It does not play by itself.', error));
      }}
      onError={({ currentTarget: { error } }) => {
        console.error('Playing:', error?.message);
        onProblem('This browser cannot play the recording. Save a copy, and try another player.');
      }}
    />
  );
}
