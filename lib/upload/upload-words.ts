import type { Message } from '../recording/message.ts';
import type { ByteRange } from './chunks.ts';
import type { NextTry } from './retry.ts';

/** For the log: why and when a request is repeated. */
export function tryMessage(reason: Message, next: NextTry, maxRetries: number): Message {
  const { delayMs } = next;
  if (next.kind === 'stalled') return { id: 'upload.tryAgainIn', reason, delayMs };
  return { id: 'upload.retryIn', reason, attempt: next.attempt, maxRetries, delayMs };
}

/** For the log: what is sent now. */
export function sendingMessage({ start, end }: ByteRange, isLast: boolean): Message {
  const id = isLast ? 'upload.sendingLast' : 'upload.sending';
  return { id, chunkBytes: end - start, firstByte: start, lastByte: end - 1 };
}
