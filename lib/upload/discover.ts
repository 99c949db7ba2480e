import { contentRange } from './content-range.ts';
import type { Answer, Outcome, UploadRequest } from './protocol.ts';
import { isRetryableStatus } from './status.ts';
import { TUS_VERSION, tus } from './tus.ts';

/** Which protocol an upload URL speaks. */
export type Discovery =
  | { readonly kind: 'content-range' }
  /** A tus upload that exists. `outcome` is what its server says of it. */
  | { readonly kind: 'tus-upload'; readonly outcome: Outcome }
  /** Where tus uploads are created. `needsLength`: only with their length, so after the recording has ended. */
  | { readonly kind: 'tus-endpoint'; readonly needsLength: boolean }
  /** A tus server that creates no uploads, at an address that is none. */
  | { readonly kind: 'tus-useless' }
  /** Nobody answered, or only with words that mean "later". `status` is null when there was no answer at all. */
  | { readonly kind: 'no-answer'; readonly status: number | null; readonly retryAfterMs: number | null };

/** Makes a request; null when no answer came. */
export type Ask = (request: UploadRequest) => Promise<Answer | null>;

/** Nothing is told about the file by these requests. */
const NO_SUBJECT = { lengthAtServer: false, metadata: { filename: '', filetype: null } };

/**
 * Finds out which protocol an upload URL speaks, by requests that change nothing at any server known:
 *
 * 1. URLs of Cloud Storage and Mux tell by their look. They are asked nothing.
 * 2. `HEAD` with `Tus-Resumable`: safe by its nature. A tus server names itself in every answer, and says of an upload how
 *    much of it is stored. A server that knows nothing of tus ignores the header.
 * 3. `OPTIONS`, where the answer was not that of an upload: gives the extensions of an endpoint, also where something in
 *    front of the server answers HEAD in its place.
 * 4. The status query of Content-Range, a `PUT`, comes last, and only when the others went unanswered (a browser keeps
 *    them from servers whose CORS rules do not list them). A plain file server could take it for an empty file, which is
 *    why it is not the first; a tus server refuses it.
 *
 * @see https://tus.io/protocols/resumable-upload#options
 */
export async function discover(url: string, ask: Ask): Promise<Discovery> {
  if (isContentRangeUrl(url)) return { kind: 'content-range' };
  const head = await ask(tus.request({ kind: 'query' }, url, NO_SUBJECT));
  if (head !== null && isTusUpload(head)) return { kind: 'tus-upload', outcome: tus.read({ kind: 'query' }, head) };
  const options = await ask({ method: 'OPTIONS', url, headers: { 'Tus-Resumable': TUS_VERSION }, body: null });
  if ([head, options].some((answer) => answer !== null && speaksTus(answer))) {
    // An answer by the way that it is overloaded tells nothing of the address.
    if (head !== null && isRetryableStatus(head.status)) return later(head);
    return readExtensions(options);
  }
  if (head !== null && !isRetryableStatus(head.status)) return { kind: 'content-range' };
  const query = await ask(contentRange.request({ kind: 'query' }, url, NO_SUBJECT));
  if (query === null || isRetryableStatus(query.status)) return later(query ?? head);
  return { kind: 'content-range' };
}

/** Whether a URL is one of Cloud Storage's or Mux's, or looks like theirs: known without asking. */
export function isContentRangeUrl(text: string): boolean {
  const url = URL.parse(text);
  if (url === null) return false;
  return url.searchParams.has('upload_id') || url.hostname === 'storage.googleapis.com' || isMux(url.hostname);
}

function isMux(hostname: string): boolean {
  return hostname === 'mux.com' || hostname.endsWith('.mux.com');
}

function speaksTus({ headers }: Answer): boolean {
  return ['tus-resumable', 'tus-version', 'tus-extension'].some((name) => headers[name] !== undefined);
}

/** Answers that only an upload gets: an offset, "locked", or "there was one". 404 an endpoint gets too. */
function isTusUpload(answer: Answer): boolean {
  if (answer.headers['upload-offset'] !== undefined) return answer.status >= 200 && answer.status < 300;
  return speaksTus(answer) && (answer.status === 410 || answer.status === 423);
}

function readExtensions(options: Answer | null): Discovery {
  const list = options?.headers['tus-extension'];
  // Nobody says what the server can do: with the length known beforehand it works everywhere.
  if (list === undefined) return { kind: 'tus-endpoint', needsLength: true };
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
