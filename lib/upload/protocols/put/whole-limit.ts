import type { Message } from '../../../recording/message.ts';
import { lookOf } from '../../url/url-look.ts';

/** The share of a store's limit from which you are warned, while there is still time to stop. */
const NEAR = 0.9;

/**
 * The warning when a recording nears or exceeds what its upload URL takes as one file; null when it doesn't, or the
 * limit is unknown. `spooledBytes`: its present size.
 */
export function limitWarning(uploadUrl: string, spooledBytes: number): Message | null {
  const look = lookOf(uploadUrl);
  const limitBytes = look.kind === 'whole' ? look.limitBytes : null;
  if (limitBytes === null || spooledBytes < NEAR * limitBytes) return null;
  return { id: spooledBytes <= limitBytes ? 'upload.nearLimit' : 'upload.overLimit', limitBytes };
}
