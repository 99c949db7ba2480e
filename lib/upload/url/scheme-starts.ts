/**
 * Where each `scheme://` in a text begins. One attached to a word begins at its "http". In one pass: a regular
 * expression would look at a long word once for each letter.
 */
export function schemeStarts(text: string): number[] {
  const starts: number[] = [];
  let from = 0;
  for (let end = text.indexOf('://'); end !== -1; end = text.indexOf('://', from)) {
    let start = end;
    while (start > from && /[a-z0-9+.-]/i.test(text.charAt(start - 1))) start -= 1;
    while (start < end && !/[a-z]/i.test(text.charAt(start))) start += 1;
    const http = /https?$/i.exec(text.slice(Math.max(start, end - 5), end));
    if (http !== null) start = end - http[0].length;
    if (start < end) starts.push(start);
    from = end + 3;
  }
  return starts;
}
