import { MIB } from '../../../base/byte-units.ts';
import { lookOf } from '../../url/url-look.ts';

/** From this share of what a store takes on the person is warned: there is still time to stop. */
const NEAR = 0.9;

/**
 * A sentence when a recording comes near, or past, what its upload URL takes as one file; null when it is far from it, or
 * the limit is not known. `spooledBytes`: how large it is now.
 */
export function limitSentence(uploadUrl: string, spooledBytes: number): string | null {
  const look = lookOf(uploadUrl);
  const limitBytes = look.kind === 'whole' ? look.limitBytes : null;
  if (limitBytes === null || spooledBytes < NEAR * limitBytes) return null;
  const limit = describeLimit(limitBytes);
  return spooledBytes <= limitBytes
    ? `The recording is close to ${limit}, the most that this upload URL takes in one piece. Stop soon, or use another kind of upload URL.`
    : `The recording is larger than ${limit}, the most that this upload URL takes in one piece. It is kept on this computer: use another kind of upload URL, or save a copy.`;
}

/** A limit as stores put it: "5 GB". */
export function describeLimit(bytes: number): string {
  return `${(bytes / MIB / 1_000).toFixed(0)} GB`;
}
