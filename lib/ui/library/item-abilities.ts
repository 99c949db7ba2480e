import { isAtWork } from '../../recording/at-work.ts';
import { isLive } from '../../recording/state.ts';
import { canRetryNow } from '../recording/recording-words.ts';
import { bytesOnDisk, type ShelfItem } from './library-item.ts';

/** What a person can do about an item, beside what every page offers for its upload. */
export interface Abilities {
  readonly play: boolean;
  readonly saveCopy: boolean;
  readonly retry: boolean;
  readonly remove: boolean;
}

/** What can be done about an item as it stands. */
export function abilitiesOf(item: ShelfItem): Abilities {
  const hasFile = bytesOnDisk(item) > 0;
  if (item.kind !== 'recording') {
    const remove = item.kind === 'unreadable' || item.isRecordMissing;
    return { play: hasFile, saveCopy: hasFile, retry: false, remove };
  }
  const { recording } = item;
  return {
    // A player cannot read on in a file that is appended to.
    play: hasFile && !isLive(recording.state),
    saveCopy: hasFile,
    retry: canRetryNow(recording) || isLeftAlone(item),
    remove: !isAtWork(recording),
  };
}

/** Whether it is to be uploaded and nobody has taken it up: trying now does. */
export function isLeftAlone(item: ShelfItem): boolean {
  return (
    item.kind === 'recording' && item.isAtRest && isAtWork(item.recording) && item.recording.link.kind !== 'paused'
  );
}
