import type { Answer } from './protocol.ts';

/** The part of an answer that shows who gave it. */
export type Origin = Pick<Answer, 'headers' | 'text' | 'redirectedTo'>;

/**
 * Whether the answer comes from somewhere other than the upload server: it was redirected, or it is a web page, as captive
 * portals, sign-in pages and maintenance pages send with any status. Its success says nothing about the upload.
 */
export function isFromAnotherServer(answer: Origin): boolean {
  return answer.redirectedTo !== null || isWebPage(answer);
}

/** Whether the body is HTML, by its header or its first characters. No upload server answers in HTML. */
export function isWebPage({ headers, text }: Pick<Answer, 'headers' | 'text'>): boolean {
  const type = (headers['content-type'] ?? '').slice(0, 256).trim().toLowerCase();
  return type.startsWith('text/html') || /^\s*<(?:!doctype\s+html|html\b)/i.test(text.slice(0, 256));
}

/** What happened, for the person. Null when the answer is the upload server's own. */
export function describeAnotherServer(answer: Origin): string | null {
  if (answer.redirectedTo !== null) {
    return `The server redirected the upload to ${answer.redirectedTo}, which looks like a sign-in page.`;
  }
  if (isWebPage(answer)) return 'A web page answered in place of the upload server: a sign-in or maintenance page.';
  return null;
}
