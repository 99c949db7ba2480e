import type { Message } from '../../recording/message.ts';
import type { Answer } from '../protocols/protocol.ts';

/** The part of an answer that shows where it came from. */
export type Origin = Pick<Answer, 'headers' | 'text' | 'truncated' | 'redirectedTo'>;

/**
 * Whether the answer doesn't come from the upload server: it was redirected, or it is a web page, which captive
 * portals, sign-in pages and maintenance pages send with any status. Its success says nothing about the upload.
 */
export function isFromAnotherServer(answer: Origin): boolean {
  return answer.redirectedTo !== null || isWebPage(answer);
}

/** Headers that only an upload server sends. */
const WORDS = ['range', 'upload-offset', 'x-goog-stored-content-length'];

/**
 * Whether the body is a web page. An HTML content type alone doesn't make it one: Cloud Storage sends it with empty
 * answers, PHP with anything. If the body was cut off before its first byte, only the type can decide.
 */
export function isWebPage({ headers, text, truncated }: Pick<Answer, 'headers' | 'text' | 'truncated'>): boolean {
  const start = text.slice(0, 256).trimStart();
  if (!isHtml(headers)) return /^<(?:!doctype\s+html|html\b)/i.test(start);
  return start.startsWith('<') || (start === '' && truncated && !WORDS.some((name) => headers[name] !== undefined));
}

/** Whether the answer to a `HEAD` is a web page's, usually by its headers alone. */
export function isHeadOfPage(answer: Pick<Answer, 'headers' | 'text' | 'truncated'>): boolean {
  return isWebPage(answer) || (isHtml(answer.headers) && answer.headers['content-length'] !== '0');
}

/**
 * The file that a successful `HEAD` shows; null for none, or an empty one. Servers omit the length of compressed files,
 * so `lengthBytes` may be null: then its date, version or compression shows that there is a file.
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

/** What happened, as a message. Null when the answer is the upload server's own. */
export function describeAnotherServer(answer: Origin): Message | null {
  if (answer.redirectedTo !== null) return { id: 'upload.redirected', redirectedTo: answer.redirectedTo };
  return isWebPage(answer) ? { id: 'upload.webPageAnswered' } : null;
}
