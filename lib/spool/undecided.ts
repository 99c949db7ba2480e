import { isSettled } from '../recording/state.ts';
import type { RecordingRow } from './row.ts';

/**
 * Whether a recording uses this address as its upload URL and hasn't found out yet what it is, because the server can't
 * be reached: a place for one upload, or an endpoint where each recording creates its own. Another recording may start
 * anyway; its upload waits until that is known.
 */
export function isUndecided(
  rows: readonly Pick<RecordingRow, 'state' | 'uploadUrl' | 'protocol'>[],
  url: string,
): boolean {
  return rows.some(({ state, uploadUrl, protocol }) => uploadUrl === url && protocol === null && !isSettled(state));
}
