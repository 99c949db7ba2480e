import { useId } from 'preact/hooks';
import { DisclosureIcon } from '../../lib/ui/kit/icons.tsx';
import { usePage } from '../../lib/ui/kit/page.ts';
import { LogView } from '../../lib/ui/log/log-panel.tsx';

interface LogToggleProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  /** The id of the element that names the recording. */
  readonly titleId: string;
}

/** Opens and closes the log of a recording. */
export function LogToggle({ isOpen, onToggle, titleId }: LogToggleProps) {
  return (
    <button
      type="button"
      class="log-toggle"
      aria-expanded={isOpen}
      aria-label="Log"
      aria-describedby={titleId}
      onClick={onToggle}
    >
      Log <DisclosureIcon />
    </button>
  );
}

/** The log's entries about one recording. `title` is what it is called. */
export function ItemLog({ id, title }: { readonly id: string; readonly title: string }) {
  const viewId = useId();
  const entries = usePage().log.value.filter(({ recordingId }) => recordingId === id);
  return (
    <div class="item-log">
      {entries.length > 0 && <LogView id={viewId} label={`Log of ${title}`} isOpen entries={entries} />}
      <p class="hint">
        {entries.length === 0 && 'Nothing so far. '}
        The log is kept until the browser is closed.
      </p>
    </div>
  );
}
