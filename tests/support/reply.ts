import type { Fault } from './fault.ts';
import type { ServerAnswer } from './model-server.ts';

/** What the server answers, and whether the connection breaks in the middle of it. */
export interface Reply {
  readonly answer: ServerAnswer;
  readonly truncated: boolean;
  readonly redirectedTo?: string | null;
  /** An intermediary sent it. */
  readonly isPortal?: true;
}

/** A status and nothing else. */
export function bare(status: number): Reply {
  return { answer: { status, headers: {}, text: '' }, truncated: false };
}

/** What happens to a good answer on the way back. `isSafe`: none of it may be hidden. */
export function spoilt(answer: ServerAnswer, fault: Fault, isSafe: boolean, excuse: (cause: string) => void): Reply {
  if (fault.kind === 'truncated' && !isSafe) return { answer: { ...answer, text: '' }, truncated: true };
  if (fault.kind === 'no range' && answer.status === 308 && !isSafe) {
    excuse('Range was missing');
    return bare(308);
  }
  if (fault.kind === 'odd range' && answer.headers['range'] !== undefined) {
    return { answer: { ...answer, headers: { range: fault.range } }, truncated: false };
  }
  return { answer, truncated: false };
}
