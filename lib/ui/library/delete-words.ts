import { formatBytes, percentOf } from '../../words/format.ts';
import { abilitiesOf } from './item-abilities.ts';
import { bytesOnDisk, type ShelfItem, titleOf } from './library-item.ts';

/** What a person is told before a recording is deleted: what is lost by it. */
export interface DeleteWords {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly action: string;
}

/** Asks about one item. */
export function askAboutOne(item: ShelfItem): DeleteWords {
  const bytes = bytesOnDisk(item);
  return {
    title: `Delete “${titleOf(item)}”?`,
    sentences: [bytes === 0 ? 'It is taken off this list. There is no file on this computer.' : lossOf(item, bytes)],
    action: 'Delete',
  };
}

function lossOf(item: ShelfItem, bytes: number): string {
  const size = formatBytes(bytes);
  if (item.kind !== 'recording') return `Its file (${size}) may be the only one there is. It is lost for good.`;
  const { state, ackedBytes, spooledBytes } = item.recording;
  if (state === 'complete') return `It is whole at the server. Its file on this computer (${size}) is deleted.`;
  if (state === 'unconfirmed') {
    return `It was sent, but the server has not confirmed it: its file (${size}) may be the only whole one. It is lost for good.`;
  }
  const percent = percentOf(ackedBytes, Math.max(bytes, spooledBytes));
  return percent === 0
    ? `Nothing of it is at the server: its file (${size}) is the only one there is. It is lost for good.`
    : `Only ${percent} % of it is at the server. Its file (${size}) is lost for good.`;
}

/** Asks about several; those that cannot be deleted now are left out. Null when none can. */
export function askAboutMany(items: readonly ShelfItem[]): (DeleteWords & { readonly ids: readonly string[] }) | null {
  const removable = items.filter((item) => abilitiesOf(item).remove);
  const [only] = removable;
  if (only === undefined) return null;
  if (items.length === 1) return { ...askAboutOne(only), ids: [only.id] };
  const kept = items.length - removable.length;
  const unsent = removable.filter(isOnlyHere).length;
  const bytes = removable.reduce((sum, item) => sum + bytesOnDisk(item), 0);
  const sentences = [
    `Their files on this computer (${formatBytes(bytes)}) are deleted.`,
    ...(unsent === 0 ? [] : [`${counted(unsent, 'is', 'are')} not whole at the server, and lost for good.`]),
    ...(kept === 0 ? [] : [`${counted(kept, 'is', 'are')} being recorded or uploaded, and kept.`]),
  ];
  return {
    title: `Delete ${removable.length === 1 ? 'one recording' : `${removable.length} recordings`}?`,
    sentences,
    action: 'Delete',
    ids: removable.map(({ id }) => id),
  };
}

function isOnlyHere(item: ShelfItem): boolean {
  return bytesOnDisk(item) > 0 && !(item.kind === 'recording' && item.recording.state === 'complete');
}

function counted(count: number, singular: string, plural: string): string {
  return count === 1 ? `One of them ${singular}` : `${count} of them ${plural}`;
}
