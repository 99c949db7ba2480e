import type { IncomingMessage } from 'node:http';
import { isMediaType } from './media-type.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** The media type a minting request announces, null when it gives none; 'unreadable' when its body isn't JSON. */
export async function readMintRequest(request: IncomingMessage): Promise<{ mimeType: string | null } | 'unreadable'> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes <= MAX_BODY_BYTES) pieces.push(piece);
  }
  // The start page's button sends an empty form.
  if (bytes === 0) return { mimeType: null };
  if (bytes > MAX_BODY_BYTES) return 'unreadable';
  try {
    const body: unknown = JSON.parse(Buffer.concat(pieces).toString('utf8'));
    if (typeof body !== 'object' || body === null) return 'unreadable';
    const mimeType = 'mimeType' in body ? body.mimeType : null;
    return { mimeType: typeof mimeType === 'string' && isMediaType(mimeType) ? mimeType : null };
  } catch {
    // The client is told what isn’t JSON.
    return 'unreadable';
  }
}
