import { BrandIcon } from '../../lib/ui/kit/icons.tsx';

/** What the page shows while there is nothing to list. */
export function EmptyShelf() {
  return (
    <div class="card empty">
      <BrandIcon size={44} />
      <h2>No recordings yet</h2>
      <p class="quiet">
        Open the page that you want to record, click Reelay’s icon in the toolbar, and press Start recording. What you
        record is kept here until it is at the server.
      </p>
    </div>
  );
}
