import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { lengthOf } from './fake-file.ts';
import type { Claim } from './model-server.ts';

/** What a request claims to carry or ask for; null when it isn't a `PUT`. */
export function claimOf({ method, headers, body }: Pick<OutgoingRequest, 'method' | 'headers' | 'body'>): Claim | null {
  if (method !== 'PUT') return null;
  const contentRange = headers['Content-Range'];
  return contentRange === undefined ? { kind: 'whole', totalBytes: lengthOf(body) } : parseClaim(contentRange);
}

/** Parses a Content-Range header; null when it isn't one. */
function parseClaim(header: string): Claim | null {
  const bytes = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header);
  if (bytes !== null) {
    const totalBytes = bytes[3] === '*' ? null : Number(bytes[3]);
    return { kind: 'bytes', start: Number(bytes[1]), end: Number(bytes[2]) + 1, totalBytes } as const;
  }
  const total = /^bytes \*\/(\d+)$/.exec(header);
  if (total !== null) return { kind: 'total', totalBytes: Number(total[1]) } as const;
  return header === 'bytes */*' ? ({ kind: 'query' } as const) : null;
}
