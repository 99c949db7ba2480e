import { formatBytes, formatPercent, percentOf } from '../../words/format.ts';
import { t } from '../../words/t.ts';
import { abilitiesOf, bytesOnDisk, type LibraryItem, titleOf } from './library-item.ts';

/** What the page says before a recording is deleted: what will be lost. */
export interface DeleteWords {
  readonly title: string;
  readonly sentences: readonly string[];
}

/** Asks about one item. */
export function askAboutOne(item: LibraryItem): DeleteWords {
  return { title: t('ui.delete.one', { title: titleOf(item) }), sentences: [lossOf(item)] };
}

function lossOf(item: LibraryItem): string {
  const bytes = bytesOnDisk(item);
  if (bytes === 0) return t('ui.delete.noFile');
  const size = formatBytes(bytes);
  if (item.kind !== 'recording') return t('ui.delete.maybeOnlyCopy', { size });
  const { state, ackedBytes, spooledBytes } = item.recording;
  if (state === 'complete') return t('ui.delete.complete', { size });
  if (state === 'unconfirmed') return t('ui.delete.unconfirmed', { size });
  const percent = percentOf(ackedBytes, Math.max(bytes, spooledBytes));
  return percent === 0
    ? t('ui.delete.nothingUploaded', { size })
    : t('ui.delete.partUploaded', { size, percent: formatPercent(percent) });
}

/** Asks about several, leaving out those that cannot be deleted now. Null when none can. */
export function askAboutMany(
  items: readonly LibraryItem[],
): (DeleteWords & { readonly ids: readonly string[] }) | null {
  const removable = items.filter((item) => abilitiesOf(item).remove);
  const [only] = removable;
  if (only === undefined) return null;
  if (items.length === 1) return { ...askAboutOne(only), ids: [only.id] };
  const kept = items.length - removable.length;
  const lost = removable.filter(isOnlyHere).length;
  const bytes = removable.reduce((sum, item) => sum + bytesOnDisk(item), 0);
  return {
    title: t('ui.delete.several', removable.length),
    sentences: [
      t('ui.delete.files', { size: formatBytes(bytes) }),
      ...(lost === 0 ? [] : [t('ui.delete.lost', lost)]),
      ...(kept === 0 ? [] : [t('ui.delete.kept', kept)]),
    ],
    ids: removable.map(({ id }) => id),
  };
}

function isOnlyHere(item: LibraryItem): boolean {
  return bytesOnDisk(item) > 0 && !(item.kind === 'recording' && item.recording.state === 'complete');
}
