import type { Message } from '../../recording/message.ts';
import type { Answer } from '../protocols/protocol.ts';

/** The part of an answer that shows who gave it. */
export type Origin = Pick<Answer, 'headers' | 'text' | 'truncated' | 'redirectedTo'>;

/**
 * Whether the answer comes from somewhere other than the upload server: it was redirected, or it is a web page, as captive
 * portals, sign-in pages and maintenance pages send with any status. Its success says nothing about the upload.
 */
export function isFromAnotherServer(answer: Origin): boolean {
  return answer.redirectedTo !== null || isWebPage(answer);
}

/** What only an upload server says. */
const WORDS = ['range', 'upload-offset', 'x-goog-stored-content-length'];

/**
 * Whether the body is a web page. A content type of HTML alone makes none: Cloud Storage puts it on answers without a body,
 * and PHP on whatever a script says. Where the body was cut off before its first byte, the type is all there is to go by.
 */
export function isWebPage({ headers, text, truncated }: Pick<Answer, 'headers' | 'text' | 'truncated'>): boolean {
  const start = text.slice(0, 256).trimStart();
  if (!isHtml(headers)) return /^<(?:!doctype\s+html|html\b)/i.test(start);
  return start.startsWith('<') || (start === '' && truncated && !WORDS.some((name) => headers[name] !== undefined));
}

/** Whether the answer to a `HEAD` is that of a web page: mostly its headers are all there is to go by. */
export function isHeadOfPage(answer: Pick<Answer, 'headers' | 'text' | 'truncated'>): boolean {
  return isWebPage(answer) || (isHtml(answer.headers) && answer.headers['content-length'] !== '0');
}

/**
 * The file that a success to `HEAD` shows; null when it shows none, or an empty one. Servers leave out the length of what they
 * compress, and `lengthBytes` is null then: that there is a file shows in when it was changed, its version or its compression.
 */
export function fileAt({ headers }: Pick<Answer, 'headers'>): { readonly lengthBytes: number | null } | null {
  const length = headers['content-length'];
  if (length !== undefined) return Number(length) > 0 ? { lengthBytes: Number(length) } : null;
  return SIGNS_OF_A_FILE.some((name) => headers[name] !== undefined) ? { lengthBytes: null } : null;
}

const SIGNS_OF_A_FILE = ['last-modified', 'etag', 'content-encoding'] as const;

function isHtml(headers: Answer['headers']): boolean {
  const type = (headers['content-type'] ?? '').slice(0, 256).trim().toLowerCase();
  return type.startsWith('text/html');
}

/** What happened. Null when the answer is the upload server's own. */
export function describeAnotherServer(answer: Origin): Message | null {
  if (answer.redirectedTo !== null) return { id: 'upload.redirected', redirectedTo: answer.redirectedTo };
  return isWebPage(answer) ? { id: 'upload.webPageAnswered' } : null;
}
