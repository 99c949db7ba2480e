import { schemeStarts } from './scheme-starts.ts';
import { describeUrl, MAX_URL_CHARACTERS } from './upload-url.ts';

/** What a URL begins with where there is no "://" to see: escaped, or of a scheme that needs none. */
const WITHOUT_SLASHES = /https?(?::|%3a)|data:|blob:/i;
const CLOSING = new Set('"\'`<>()[]{}.,;:!…');

/**
 * A text with every URL in it replaced by {@link describeUrl}'s label. Where a URL has a query, everything up to the next
 * white space goes with it: losing a closing bracket is better than keeping the rest of a secret. Takes time in proportion to
 * the text, whatever is in it; of a text of more than 8,192 characters the end is cut off.
 */
export function redactUrls(text: string): string {
  const short = text.length > MAX_URL_CHARACTERS ? `${text.slice(0, MAX_URL_CHARACTERS - 1)}…` : text;
  return short.replace(/\S+/g, redactRun);
}

/** `run` is free of white space. */
function redactRun(run: string): string {
  const bare = run.search(WITHOUT_SLASHES);
  const first = Math.min(bare === -1 ? run.length : bare, schemeStarts(run)[0] ?? run.length);
  if (first === run.length) return run;
  const rest = run.slice(first);
  const query = rest.search(/[?#]/);
  const head = query === -1 ? rest : rest.slice(0, query);
  // Several URLs may hang together by commas, quotes or nothing; each is described by itself.
  const starts = [0, ...schemeStarts(head).filter((start) => start > 0)];
  const labels = starts.map((start, index) => {
    const url = head.slice(start, starts[index + 1]);
    const end = endOfUrl(url);
    return describeUrl(url.slice(0, end)) + (query === -1 ? url.slice(end) : '');
  });
  return run.slice(0, first) + labels.join(' ');
}

/** Where the punctuation begins that a URL ends with, and that belongs to the sentence. */
function endOfUrl(url: string): number {
  let end = url.length;
  while (end > 0 && CLOSING.has(url.charAt(end - 1))) end -= 1;
  return end;
}
