import type { Message } from '../../lib/recording/message.ts';

/** A message of which only the words matter to a test. */
export function text(words: string): Message {
  return { id: 'text', text: words };
}
