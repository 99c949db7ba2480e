import type { Message } from '../../lib/recording/message.ts';

/** A message for tests that only care about its text. */
export function text(words: string): Message {
  return { id: 'text', text: words };
}
