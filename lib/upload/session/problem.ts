import { assertNever } from '../../base/errors.ts';

/** Why an upload cannot go on to this URL, whatever is waited for. Sizes are bytes. */
export type Problem =
  /** 404 or 410, or a session that the server has forgotten. */
  | { readonly kind: 'gone'; readonly status: number }
  /** 401 or 403: mostly an expired signature. */
  | { readonly kind: 'forbidden'; readonly status: number }
  /** 413: larger than the server takes. */
  | { readonly kind: 'too-large'; readonly status: number }
  /** 413 even to the smallest piece that Reelay sends, 256 KiB. */
  | { readonly kind: 'piece-too-large'; readonly status: number }
  /** It is refused now, but the request that named the total may have been carried out before. */
  | { readonly kind: 'may-be-complete'; readonly status: number }
  /** 499: somebody cancelled the session. */
  | { readonly kind: 'cancelled'; readonly status: number }
  /** The person cancelled the upload here. */
  | { readonly kind: 'cancelled-here' }
  /** The minting endpoint gave no URL; `sentence` says what it answered. */
  | { readonly kind: 'not-minted'; readonly sentence: string }
  /** The URL is signed for something else; `sentence` says for what. */
  | { readonly kind: 'unusable'; readonly sentence: string }
  /** Another recording is being sent to this URL, or was. */
  | { readonly kind: 'in-use' }
  /** Any other answer that is final for the URL. */
  | { readonly kind: 'refused'; readonly status: number }
  /** Before the first byte was sent, the server held some, or was finished. */
  | { readonly kind: 'used' }
  /** The session was finished by somebody else while bytes were missing. */
  | { readonly kind: 'finished-early'; readonly ackedBytes: number }
  /** The upload was created for a file of another length. */
  | { readonly kind: 'fixed-length'; readonly lengthBytes: number }
  /** 412: the server speaks another version of the protocol. */
  | { readonly kind: 'other-version'; readonly status: number }
  /** A tus server, but neither an upload nor a place where uploads are created. */
  | { readonly kind: 'not-an-upload' }
  /** The server created the upload at an address that cannot be used. */
  | { readonly kind: 'bad-location' }
  /** The server acknowledged bytes that were never sent. */
  | { readonly kind: 'beyond-sent'; readonly reportedBytes: number; readonly sentBytes: number }
  /** The server no longer has bytes that it had acknowledged. */
  | { readonly kind: 'went-backwards'; readonly reportedBytes: number; readonly ackedBytes: number }
  /** The server calls it complete but stored another number of bytes. */
  | { readonly kind: 'size-mismatch'; readonly reportedBytes: number; readonly totalBytes: number }
  /** The server calls it complete but its checksum is another. */
  | { readonly kind: 'checksum-mismatch'; readonly algorithm: string }
  /** The server took a piece for a whole file. */
  | { readonly kind: 'takes-whole-files' }
  /** Everything was sent more than once and the server never called it complete. */
  | { readonly kind: 'never-completes' };

/** What the person is told: what is wrong and what to do. */
export function describeProblem(problem: Problem): string {
  switch (problem.kind) {
    case 'gone':
      return `This upload URL no longer exists (${problem.status}): it has expired or was cancelled. Use a new URL; everything is still here and will be sent again.`;
    case 'forbidden':
      return `The server no longer accepts this upload URL (${problem.status}): most likely it has expired. Use a new URL; everything is still here and will be sent again.`;
    case 'too-large':
      return `The recording is larger than the server accepts (${problem.status}). Use a new URL that allows more, or save a copy.`;
    case 'piece-too-large':
      return `The server, or a proxy before it, refuses even a request of 256 KiB (${problem.status}). Raise its limit for the size of a request (in nginx: client_max_body_size) and try again, or use a new URL. Everything is still here.`;
    case 'may-be-complete':
      return `The server answers ${problem.status} to this upload, after every byte had been sent. The upload may be complete at the server; check there before you send it again.`;
    case 'cancelled':
      return 'The upload was cancelled at the server. Use a new URL to send it again.';
    case 'cancelled-here':
      return 'You cancelled the upload. The recording is still here; use a new URL to send it.';
    case 'not-minted':
    case 'unusable':
      return problem.sentence;
    case 'in-use':
      return 'Another recording is being uploaded to this URL, or was. Each recording needs a URL of its own: use a new one.';
    case 'refused':
      return `The server refused the upload (${problem.status}). Use a new URL; everything is still here and will be sent again.`;
    case 'used':
      return 'This upload URL has been used before. Each recording needs a URL of its own: use a new one.';
    case 'finished-early':
      return 'The server considers this upload finished, but it does not have the whole recording. Something else used the same URL. Use a new URL; everything will be sent again.';
    case 'fixed-length':
      return `This upload was created for a file of exactly ${problem.lengthBytes} bytes, which the recording is not. Use the address of the server’s tus endpoint, or a URL created without a length.`;
    case 'other-version':
      return `The server speaks another version of the tus protocol (${problem.status}); Reelay speaks 1.0.0. Use a URL of another server, or save a copy.`;
    case 'not-an-upload':
      return 'This is a tus server, but at this address it neither has an upload nor creates one. Use the URL of an upload, or of an endpoint that creates them.';
    case 'bad-location':
      return 'The server created the upload at an address that cannot be used: it is missing, not encrypted, or on this computer. Use a new URL, or save a copy.';
    case 'beyond-sent':
      return `The server says that it has ${problem.reportedBytes} bytes, but only ${problem.sentBytes} were sent. Something else uses the same URL, or the server is wrong. Use a new URL; everything will be sent again.`;
    case 'went-backwards':
      return `The server has lost bytes: it had confirmed ${problem.ackedBytes} and now reports ${problem.reportedBytes}. Use a new URL; everything is still here and will be sent again.`;
    case 'size-mismatch':
      return `The server stored ${problem.reportedBytes} bytes, but the recording has ${problem.totalBytes}. Use a new URL to send it again.`;
    case 'checksum-mismatch':
      return `The server’s ${problem.algorithm} checksum differs from the recording’s. Use a new URL to send it again.`;
    case 'takes-whole-files':
      return 'This server takes whole files only. The recording is sent after Stop, in one piece.';
    case 'never-completes':
      return 'The server took every byte but never confirmed that the upload is complete. Use a new URL, or save a copy.';
    default:
      return assertNever(problem);
  }
}

/** Whether the session has died while the server may well start another: worth minting a new URL. */
export function isSessionDead(problem: Problem): boolean {
  return problem.kind === 'gone' || problem.kind === 'forbidden' || problem.kind === 'cancelled';
}
