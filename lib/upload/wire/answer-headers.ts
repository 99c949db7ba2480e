/** No header we read is longer, in characters; a longer one isn't reliable. */
const MAX_HEADER_CHARACTERS = 8 * 1024;

/** An answer's headers by lower-case name, without overlong ones. */
export function answerHeaders(pairs: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const short = [...pairs].filter(([, value]) => value.length <= MAX_HEADER_CHARACTERS);
  return Object.fromEntries(short.map(([name, value]) => [name.trim().toLowerCase(), value.trim()]));
}

/** The headers from XMLHttpRequest's text, one per line. */
export function headerPairs(raw: string): [name: string, value: string][] {
  return raw.split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
  });
}
