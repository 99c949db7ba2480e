import type { Message } from '../../recording/message.ts';
import type { Sending } from '../../recording/target.ts';
import type { Answer, Outcome, UploadRequest } from '../protocols/protocol.ts';
import { TUS_VERSION, tus } from '../protocols/tus/tus.ts';
import { isHeadOfPage } from '../session/another-server.ts';
import { isRetryableStatus } from '../session/status.ts';
import { lookOf } from './url-look.ts';

/** What an upload URL is, as far as it can be known without changing anything there. */
export type Discovery =
  /** A resumable session of the Content-Range dialect, by its look or by its own answer. */
  | { readonly kind: 'session' }
  /** A tus upload that exists. `outcome` is what its server says of it. */
  | { readonly kind: 'tus-upload'; readonly outcome: Outcome }
  /** Where tus uploads are created. `needsLength`: only with their length; null: its server does not say. */
  | { readonly kind: 'tus-endpoint'; readonly needsLength: boolean | null }
  /** A tus server that creates no uploads, at an address that is none. */
  | { readonly kind: 'tus-useless' }
  /** It takes one whole file: signed for that, chosen by the person, or (`hidden`) it lets nobody see what is there. */
  | { readonly kind: 'whole'; readonly why: 'signed' | 'chosen' | 'hidden' }
  /** The server is there and shows nothing. The first piece tells more. */
  | { readonly kind: 'unknown'; readonly status: number }
  /** Something is stored there already. */
  | { readonly kind: 'occupied'; readonly lengthBytes: number }
  /** It is signed for something else; `reason` says for what. */
  | { readonly kind: 'unusable'; readonly reason: Message }
  /** Another address answered, or something in between did. `redirectedTo` is safe to show; null: a web page came. */
  | { readonly kind: 'elsewhere'; readonly redirectedTo: string | null }
  /** Nobody answered, or only with words that mean "later". `status` is null when there was no answer at all. */
  | { readonly kind: 'no-answer'; readonly status: number | null; readonly retryAfterMs: number | null };

/** Makes a request; null when no answer came. */
export type Ask = (request: UploadRequest) => Promise<Answer | null>;

/** Nothing is told about the file by these requests. */
const NO_SUBJECT = { lengthAtServer: false, metadata: { filename: '', filetype: null } };

/**
 * Finds out what an upload URL is. Only `HEAD` and `OPTIONS` are sent, which change nothing at any server: nobody knows yet
 * what lies there, and to a plain file server an empty `PUT` is an empty file.
 *
 * 1. Sessions of Cloud Storage and Mux, and signed URLs, tell by their look. They are asked nothing.
 * 2. `HEAD` with `Tus-Resumable`. A tus server names itself in every answer, and says of an upload how much of it is stored.
 *    A server that knows nothing of tus ignores the header.
 * 3. `OPTIONS`, where that was no upload's answer: gives the extensions of an endpoint, also where something in front of the
 *    server answers HEAD in its place.
 * 4. `HEAD` alone, where the first got no answer: with a header of its own a browser asks the server for leave first, and
 *    most servers do not give it.
 *
 * @param sending how the person wants it sent; null leaves it to what is found.
 * @see https://tus.io/protocols/resumable-upload#options
 */
export async function discover(url: string, sending: Sending | null, ask: Ask): Promise<Discovery> {
  const look = lookOf(url);
  if (look.kind === 'session') return { kind: 'session' };
  if (look.kind === 'unusable') return { kind: 'unusable', reason: look.reason };
  if (look.kind === 'whole') return { kind: 'whole', why: 'signed' };
  if (sending === 'after-stop') return { kind: 'whole', why: 'chosen' };

  const asked = await ask(tus.request({ kind: 'query' }, url, NO_SUBJECT));
  if (asked !== null && asked.redirectedTo === null) {
    if (isTusUpload(asked)) return { kind: 'tus-upload', outcome: tus.read({ kind: 'query' }, asked) };
    if (showsSession(asked)) return { kind: 'session' };
  }
  const options = await ask({ method: 'OPTIONS', url, headers: { 'Tus-Resumable': TUS_VERSION }, body: null });
  const head = asked ?? (await ask({ method: 'HEAD', url, headers: {}, body: null }));
  if ([head, options].some((answer) => answer !== null && speaksTus(answer))) {
    // An answer by the way that it is overloaded tells nothing of the address.
    if (head !== null && isRetryableStatus(head.status)) return later(head);
    return readExtensions(options);
  }
  if (head === null || isRetryableStatus(head.status)) return later(head);
  const mayHide = look.kind !== 'likely-session' && sending === null;
  return readHead(head, mayHide, sending !== null);
}

/**
 * @param mayHide whether a `HEAD` that is refused means that the file has to be sent whole.
 * @param isChosen whether the person has seen what it answers, and has chosen how to send: then a web page keeps nobody.
 */
function readHead(head: Answer, mayHide: boolean, isChosen: boolean): Discovery {
  const { status, redirectedTo } = head;
  if (redirectedTo !== null) return { kind: 'elsewhere', redirectedTo };
  if (showsSession(head)) return { kind: 'session' };
  if (status >= 200 && status < 300) {
    if (isHeadOfPage(head)) return isChosen ? { kind: 'unknown', status } : { kind: 'elsewhere', redirectedTo: null };
    const lengthBytes = Number(head.headers['content-length'] ?? 0);
    if (lengthBytes > 0) return { kind: 'occupied', lengthBytes };
  }
  if (mayHide && (status === 401 || status === 403)) return { kind: 'whole', why: 'hidden' };
  return { kind: 'unknown', status };
}

/** Only a resumable session says in an answer to `HEAD`, of which no part was asked for, how much of it is stored. */
function showsSession(answer: Answer): boolean {
  const { status, headers } = answer;
  if (headers['range'] === undefined && isHeadOfPage(answer)) return false;
  return status === 308 || (status >= 200 && status < 300 && headers['range'] !== undefined);
}

function speaksTus({ headers, redirectedTo }: Answer): boolean {
  const names = ['tus-resumable', 'tus-version', 'tus-extension'];
  return redirectedTo === null && names.some((name) => headers[name] !== undefined);
}

/** Answers that only an upload gets: an offset, "locked", or "there was one". 404 an endpoint gets too. */
function isTusUpload(answer: Answer): boolean {
  if (answer.headers['upload-offset'] !== undefined) return answer.status >= 200 && answer.status < 300;
  return speaksTus(answer) && (answer.status === 410 || answer.status === 423);
}

function readExtensions(options: Answer | null): Discovery {
  const list = options?.headers['tus-extension'];
  // tusd hides them from other origins.
  if (list === undefined) return { kind: 'tus-endpoint', needsLength: null };
  const extensions = list.split(',').map((name) => name.trim().toLowerCase());
  if (!extensions.includes('creation')) return { kind: 'tus-useless' };
  return { kind: 'tus-endpoint', needsLength: !extensions.includes('creation-defer-length') };
}

function later(answer: Answer | null): Discovery {
  if (answer === null) return { kind: 'no-answer', status: null, retryAfterMs: null };
  const outcome = tus.read({ kind: 'query' }, answer);
  const retryAfterMs = outcome.kind === 'retry' ? outcome.afterMs : null;
  return { kind: 'no-answer', status: answer.status, retryAfterMs };
}
