import type { ByteRange } from './chunks.ts';
import type { NextTry } from './retry.ts';

/** The next try, for the log. */
export function describeTry(next: NextTry, maxRetries: number): string {
  const what = next.kind === 'retrying' ? `Retry ${next.attempt} of ${maxRetries}` : 'Stalled; trying again by itself';
  return `${what} in ${(next.delayMs / 1000).toFixed(1)} s.`;
}

/** Which bytes, for the log. */
export function describeRange({ start, end }: ByteRange): string {
  return `bytes ${start} to ${end - 1} (${describeBytes(end - start)})`;
}

/** How many bytes, for the log. */
export function describeBytes(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
