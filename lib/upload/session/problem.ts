import { assertNever } from '../../base/errors.ts';
import type { Message } from '../../recording/message.ts';

/** Why an upload can't continue at this URL, however long it waits. Sizes are bytes. */
export type Problem =
  /** 404 or 410, or a session that the server has forgotten. */
  | { readonly kind: 'gone'; readonly status: number }
  /** 401 or 403: mostly an expired signature. */
  | { readonly kind: 'forbidden'; readonly status: number }
  /** 413: larger than the server accepts. */
  | { readonly kind: 'too-large'; readonly status: number }
  /** 413 even for the smallest piece that Reelay sends, 256 KiB. */
  | { readonly kind: 'piece-too-large'; readonly status: number }
  /** Refused now, but the request that named the total may have been carried out earlier. */
  | { readonly kind: 'may-be-complete'; readonly status: number }
  /** 499: someone cancelled the session. */
  | { readonly kind: 'cancelled'; readonly status: number }
  /** You cancelled the upload here. */
  | { readonly kind: 'cancelled-here' }
  /** The minting endpoint gave no URL; `reason` says why. */
  | { readonly kind: 'not-minted'; readonly reason: Message }
  /** The URL is signed for something else; `reason` says what. */
  | { readonly kind: 'unusable'; readonly reason: Message }
  /** Another recording is being sent to this URL, or was. */
  | { readonly kind: 'in-use' }
  /** Any other answer that is final for the URL. */
  | { readonly kind: 'refused'; readonly status: number }
  /** Before the first byte was sent, the server already had some, or was finished. */
  | { readonly kind: 'used' }
  /** Someone else finished the session while bytes were missing. */
  | { readonly kind: 'finished-early'; readonly ackedBytes: number }
  /** The upload was created for a file of another length. */
  | { readonly kind: 'fixed-length'; readonly lengthBytes: number }
  /** 412: the server speaks another version of the protocol. */
  | { readonly kind: 'other-version'; readonly status: number }
  /** A tus server, but neither an upload nor a place where uploads are created. */
  | { readonly kind: 'not-an-upload' }
  /** The server created the upload at an unusable address. */
  | { readonly kind: 'bad-location' }
  /** The server acknowledged bytes that were never sent. */
  | { readonly kind: 'beyond-sent'; readonly reportedBytes: number; readonly sentBytes: number }
  /** The server lost bytes it had acknowledged. */
  | { readonly kind: 'went-backwards'; readonly reportedBytes: number; readonly ackedBytes: number }
  /** The server calls it complete but stored another number of bytes. */
  | { readonly kind: 'size-mismatch'; readonly reportedBytes: number; readonly totalBytes: number }
  /** The server calls it complete, but its checksum differs. */
  | { readonly kind: 'checksum-mismatch'; readonly algorithm: string }
  /** The server stored a piece as a whole file. */
  | { readonly kind: 'takes-whole-files' }
  /** Everything was sent more than once, and the server never called it complete. */
  | { readonly kind: 'never-completes' };

/** What is wrong, and what to do about it. */
export function problemMessage(problem: Problem): Message {
  switch (problem.kind) {
    case 'gone':
      return { id: 'problem.gone', status: problem.status };
    case 'forbidden':
      return { id: 'problem.forbidden', status: problem.status };
    case 'too-large':
      return { id: 'problem.tooLarge', status: problem.status };
    case 'piece-too-large':
      return { id: 'problem.pieceTooLarge', status: problem.status };
    case 'may-be-complete':
      return { id: 'problem.mayBeComplete', status: problem.status };
    case 'cancelled':
      return { id: 'problem.cancelled' };
    case 'cancelled-here':
      return { id: 'problem.cancelledHere' };
    case 'not-minted':
    case 'unusable':
      return problem.reason;
    case 'in-use':
      return { id: 'problem.inUseOrUsed' };
    case 'refused':
      return { id: 'problem.refused', status: problem.status };
    case 'used':
      return { id: 'problem.used' };
    case 'finished-early':
      return { id: 'problem.finishedEarly' };
    case 'fixed-length':
      return { id: 'problem.fixedLength', lengthBytes: problem.lengthBytes };
    case 'other-version':
      return { id: 'problem.otherVersion', status: problem.status };
    case 'not-an-upload':
      return { id: 'problem.notAnUpload' };
    case 'bad-location':
      return { id: 'problem.badLocation' };
    case 'beyond-sent':
      return { id: 'problem.beyondSent', reportedBytes: problem.reportedBytes, sentBytes: problem.sentBytes };
    case 'went-backwards':
      return {
        id: 'problem.wentBackwards',
        confirmedBytes: problem.ackedBytes,
        reportedBytes: problem.reportedBytes,
      };
    case 'size-mismatch':
      return { id: 'problem.sizeMismatch', reportedBytes: problem.reportedBytes, totalBytes: problem.totalBytes };
    case 'checksum-mismatch':
      return { id: 'problem.checksumMismatch', algorithm: problem.algorithm };
    case 'takes-whole-files':
      return { id: 'problem.takesWholeFiles' };
    case 'never-completes':
      return { id: 'problem.neverCompletes' };
    default:
      return assertNever(problem);
  }
}

/** Whether only the session died, and the server may create another: worth minting a new URL. */
export function isSessionDead(problem: Problem): boolean {
  return problem.kind === 'gone' || problem.kind === 'forbidden' || problem.kind === 'cancelled';
}
