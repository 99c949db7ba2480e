import type { Message } from '../../../recording/message.ts';
import { lookOf } from '../../url/url-look.ts';

/** From this share of what a store takes on the person is warned: there is still time to stop. */
const NEAR = 0.9;

/**
 * The warning when a recording comes near, or past, what its upload URL takes as one file; null when it is far from it, or
 * the limit is not known. `spooledBytes`: how large it is now.
 */
export function limitWarning(uploadUrl: string, spooledBytes: number): Message | null {
  const look = lookOf(uploadUrl);
  const limitBytes = look.kind === 'whole' ? look.limitBytes : null;
  if (limitBytes === null || spooledBytes < NEAR * limitBytes) return null;
  return { id: spooledBytes <= limitBytes ? 'upload.nearLimit' : 'upload.overLimit', limitBytes };
}
