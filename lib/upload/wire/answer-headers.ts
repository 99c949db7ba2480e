/** No header that is read here is longer, in characters; one that is says nothing that could be relied on. */
const MAX_HEADER_CHARACTERS = 8 * 1024;

/** An answer's headers by their names in lower case, without those that are too long to be looked into. */
export function answerHeaders(pairs: Iterable<readonly [name: string, value: string]>): Record<string, string> {
  const short = [...pairs].filter(([, value]) => value.length <= MAX_HEADER_CHARACTERS);
  return Object.fromEntries(short.map(([name, value]) => [name.trim().toLowerCase(), value.trim()]));
}

/** The pairs in the text that XMLHttpRequest gives: a line each. */
export function headerPairs(raw: string): [name: string, value: string][] {
  return raw.split('\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
  });
}
