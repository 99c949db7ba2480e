import { schemeStarts } from './scheme-starts.ts';
import { describeUrl, MAX_URL_CHARACTERS } from './upload-url.ts';

/** How a URL begins without a visible "://": escaped, or with a scheme that needs none. */
const WITHOUT_SLASHES = /https?(?::|%3a)|data:|blob:/i;
const CLOSING = new Set('"\'`<>()[]{}.,;:!…');

/**
 * Replaces every URL in a text with {@link describeUrl}'s label. If a URL has a query, everything up to the next white
 * space goes with it: losing a closing bracket is better than keeping the rest of a secret. Runs in linear time on any
 * text; a text over 8,192 characters is cut.
 */
export function redactUrls(text: string): string {
  const short = text.length > MAX_URL_CHARACTERS ? `${text.slice(0, MAX_URL_CHARACTERS - 1)}…` : text;
  return short.replace(/\S+/g, redactRun);
}

/** `run` has no white space. */
function redactRun(run: string): string {
  const bare = run.search(WITHOUT_SLASHES);
  const first = Math.min(bare === -1 ? run.length : bare, schemeStarts(run)[0] ?? run.length);
  if (first === run.length) return run;
  const rest = run.slice(first);
  const query = rest.search(/[?#]/);
  const head = query === -1 ? rest : rest.slice(0, query);
  // Several URLs may be joined by commas, quotes or nothing; each is described separately.
  const starts = [0, ...schemeStarts(head).filter((start) => start > 0)];
  const labels = starts.map((start, index) => {
    const url = head.slice(start, starts[index + 1]);
    const end = endOfUrl(url);
    return describeUrl(url.slice(0, end)) + (query === -1 ? url.slice(end) : '');
  });
  return run.slice(0, first) + labels.join(' ');
}

/** Where the punctuation at the end of a URL begins that belongs to the sentence. */
function endOfUrl(url: string): number {
  let end = url.length;
  while (end > 0 && CLOSING.has(url.charAt(end - 1))) end -= 1;
  return end;
}
