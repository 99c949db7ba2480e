import type { Answer } from '../../lib/upload/protocols/protocol.ts';

/** An answer as a transport returns it. */
export function answer(status: number, headers: Record<string, string> = {}, text = ''): Answer {
  return { status, headers, text, truncated: false, redirectedTo: null, atMs: 0 };
}
