import { allIn, type Message } from '../../recording/message.ts';

/**
 * What a warning says, so that a change in it is news. Its numbers don't count: free disk space is a different number each
 * time. But a browser that stands still again says so with a longer time alone.
 */
export function newsIn(warning: Message | null): readonly string[] {
  return allIn(warning).map((message) =>
    message.id === 'recorder.stoodStill' ? `${message.id} ${message.silentMs}` : message.id,
  );
}
