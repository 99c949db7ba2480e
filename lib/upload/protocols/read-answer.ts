import { retryAfterOf } from '../retry.ts';
import { describeAnotherServer } from '../session/another-server.ts';
import { isRetryableStatus, retryMessage } from '../session/status.ts';
import type { Answer, Outcome, Protocol, Purpose } from './protocol.ts';

/**
 * Reads an answer, if it is the upload server's own. A redirected one says nothing, nor does a web page with a success
 * status. Proxies refuse with HTML, too: that counts as a refusal, but not as the server's statement about the session.
 */
export function readAnswer(protocol: Protocol, purpose: Purpose, answer: Answer): Outcome {
  const elsewhere = describeAnotherServer(answer);
  if (elsewhere === null) return purpose.kind === 'probe' ? readProbe(answer) : protocol.read(purpose, answer);
  if (purpose.kind === 'measure' && answer.redirectedTo === null) return { kind: 'measured', sizeBytes: null };
  if (answer.redirectedTo !== null || answer.status < 400) {
    return {
      kind: 'retry',
      afterMs: null,
      reason: elsewhere,
      isElsewhere: true,
      ...(answer.redirectedTo === null ? { isPage: true } : {}),
    };
  }
  if (purpose.kind === 'probe') return readProbe(answer);
  const outcome = protocol.read(purpose, answer);
  return outcome.kind === 'not-queryable' ? { ...outcome, doubtful: true } : outcome;
}

/** In any protocol: only a server that knows what it has refuses, and one that is busy, or a gateway, asks to come back. */
function readProbe(answer: Answer): Outcome {
  const { status } = answer;
  if (isRetryableStatus(status) || saysNothing(status)) {
    return { kind: 'retry', afterMs: retryAfterOf(answer), reason: retryMessage(status) };
  }
  return { kind: 'probed', saysYes: status >= 200 && status < 300 };
}

/** A proxy wants a password, or nothing has changed: neither is about an upload. That one isn't complete yet (308) is. */
function saysNothing(status: number): boolean {
  return status === 407 || (status >= 300 && status < 400 && status !== 308);
}
