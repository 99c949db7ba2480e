/** All http(s) URLs in a stored value, however deep. They are secrets. */
export function urlsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^https?:\/\//i.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(urlsIn);
}
