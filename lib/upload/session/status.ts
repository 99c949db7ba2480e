import type { Message } from '../../recording/message.ts';
import type { Problem } from './problem.ts';

const RETRYABLE: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/** Whether waiting may help. An unknown 5xx counts as retryable: waiting costs time, giving up costs the recording. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE.has(status) || (status > 504 && status < 600 && status !== 505);
}

/** What a status that is final for the URL means. */
export function problemOfStatus(status: number): Problem {
  switch (status) {
    case 404:
    case 410:
      return { kind: 'gone', status };
    case 401:
    case 403:
      return { kind: 'forbidden', status };
    case 413:
      return { kind: 'too-large', status };
    case 499:
      return { kind: 'cancelled', status };
    default:
      return { kind: 'refused', status };
  }
}

/** Why a request is repeated after this status: the server asks for it, or it is in trouble. */
export function retryMessage(status: number): Message {
  return { id: status === 429 || status === 503 ? 'upload.serverBusy' : 'upload.serverAnswered', status };
}
