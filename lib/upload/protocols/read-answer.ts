import { describeAnotherServer } from '../session/another-server.ts';
import type { Answer, Outcome, Protocol, Purpose } from './protocol.ts';

/**
 * Reads an answer, if it is the upload server's own. A redirected one says nothing, nor does a web page with a success
 * status. Proxies refuse with HTML, too: that counts as a refusal, but not as the server's statement about the session.
 */
export function readAnswer(protocol: Protocol, purpose: Purpose, answer: Answer): Outcome {
  const elsewhere = describeAnotherServer(answer);
  if (purpose.kind === 'probe') return { kind: 'probed', saysYes: elsewhere === null && isSuccess(answer) };
  if (elsewhere === null) return protocol.read(purpose, answer);
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
  const outcome = protocol.read(purpose, answer);
  return outcome.kind === 'not-queryable' ? { ...outcome, doubtful: true } : outcome;
}

function isSuccess({ status }: Answer): boolean {
  return status >= 200 && status < 300;
}
