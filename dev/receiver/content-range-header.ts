/** What a Content-Range header says. Ranges are `[start, end)`; `total` is null where the header has `*`. */
export type ContentRange =
  | { readonly kind: 'bytes'; readonly start: number; readonly end: number; readonly total: number | null }
  | { readonly kind: 'query'; readonly total: number | null };

const BYTES = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/;
const QUERY = /^bytes \*\/(\d{1,15}|\*)$/;

/** Parses a Content-Range header; null when it's missing or invalid (RFC 9110, section 14.4). */
export function parseContentRange(header: string | undefined): ContentRange | null {
  if (header === undefined) return null;
  const query = QUERY.exec(header);
  if (query) return { kind: 'query', total: parseTotal(query[1]) };
  const bytes = BYTES.exec(header);
  if (!bytes) return null;
  const start = Number(bytes[1]);
  const end = Number(bytes[2]) + 1;
  return end > start ? { kind: 'bytes', start, end, total: parseTotal(bytes[3]) } : null;
}

function parseTotal(text: string | undefined): number | null {
  return text === undefined || text === '*' ? null : Number(text);
}
