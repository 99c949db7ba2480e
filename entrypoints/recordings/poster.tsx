import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { SourceIcon } from '../../lib/ui/kit/source-icon.tsx';
import { useLibrary } from '../../lib/ui/library/library.ts';
import { abilitiesOf, type LibraryItem } from '../../lib/ui/library/library-item.ts';
import { t } from '../../lib/words/t.ts';

interface PosterProps {
  readonly item: LibraryItem;
  /** The id of the element that names the recording. */
  readonly titleId: string;
  readonly onPlay: () => void;
}

/** A recording's picture, made when it scrolls into view. A click plays the recording. */
export function Poster({ item, titleId, onPlay }: PosterProps) {
  const { play } = abilitiesOf(item);
  if (!play) {
    return (
      <div class="poster" aria-hidden="true">
        <Placeholder item={item} />
      </div>
    );
  }
  return (
    <button type="button" class="poster" aria-label={t('ui.item.play')} aria-describedby={titleId} onClick={onPlay}>
      <Picture item={item} />
      <svg class="play-mark" aria-hidden="true" width="34" height="34" viewBox="0 0 34 34">
        <circle cx="17" cy="17" r="17" />
        <path d="M13.5 10.6v12.8a.6.6 0 0 0 .92.5l10-6.4a.6.6 0 0 0 0-1l-10-6.4a.6.6 0 0 0-.92.5z" />
      </svg>
    </button>
  );
}

function Picture({ item }: { readonly item: LibraryItem }) {
  const { posters } = useLibrary();
  const place = useRef<HTMLSpanElement>(null);
  const isSeen = useSignal(false);
  useEffect(() => {
    if (place.current === null) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) isSeen.value = true;
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [isSeen]);
  const url = isSeen.value ? posters.of(item.id).value : null;
  return (
    <span ref={place} class="picture">
      {url === null ? <Placeholder item={item} /> : <img src={url} alt="" />}
    </span>
  );
}

function Placeholder({ item }: { readonly item: LibraryItem }) {
  return (
    <span class="placeholder">
      {item.kind === 'recording' ? <SourceIcon source={item.recording.source} /> : <FileIcon />}
    </span>
  );
}

function FileIcon() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-linejoin="round"
    >
      <path d="M3.5 1.8h5.6l3.4 3.4v9H3.5zM9 1.8v3.5h3.5" />
    </svg>
  );
}
