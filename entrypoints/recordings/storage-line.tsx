import { useShelf } from '../../lib/ui/library/library.ts';
import { bytesOnDisk } from '../../lib/ui/library/library-item.ts';
import type { Findings } from '../../lib/ui/library/read-stored.ts';
import { formatBytes } from '../../lib/words/format.ts';

/** How much room the recordings take, how much is free, and how long finished ones are kept. */
export function StorageLine({ findings }: { readonly findings: Findings }) {
  const items = useShelf().items.value;
  const { freeBytes, copiesBytes } = findings;
  const bytes = items.reduce((sum, item) => sum + bytesOnDisk(item), copiesBytes);
  return (
    <div class="storage">
      <p class="number">
        <strong>{items.length === 1 ? '1 recording' : `${items.length} recordings`}</strong>
        {`, ${formatBytes(bytes)} on this computer`}
        {copiesBytes > 0 && `, ${formatBytes(copiesBytes)} of it copies for download`}
        {freeBytes !== null && `, ${formatBytes(freeBytes)} free`}
      </p>
      <p class="hint">
        {`${keeping(findings)} Others are kept until you delete them.`}
        {copiesBytes > 0 && ' Copies for download go by themselves within a day.'} <a href="/options.html">Change</a>
      </p>
    </div>
  );
}

function keeping({ keepFinishedCount: count, keepFinishedDays: days }: Findings): string {
  if (count === 0 || days === 0)
    return 'The file of a finished recording is deleted as soon as it is whole at the server.';
  const newer = count === 1 ? 'a newer one' : `${count} newer ones`;
  return `Finished recordings are kept here for ${days === 1 ? 'a day' : `${days} days`}, or until there are ${newer}.`;
}
