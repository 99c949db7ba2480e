const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Bytes in base64, with padding (RFC 4648, section 4). Pure code has no `btoa`. */
export function base64(bytes: readonly number[] | Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second = 0, third = 0] = bytes.slice(at, at + 3);
    const bits = (first << 16) | (second << 8) | third;
    const digits = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((bits >> shift) & 63)).join('');
    const left = Math.min(3, bytes.length - at);
    text += digits.slice(0, left + 1).padEnd(4, '=');
  }
  return text;
}

/** A text's UTF-8 bytes in base64. @throws URIError when it holds half a surrogate pair. */
export function base64OfText(text: string): string {
  const bytes = encodeURIComponent(text).match(/%[0-9A-F]{2}|[^%]/g) ?? [];
  return base64(bytes.map((unit) => (unit.length === 3 ? Number.parseInt(unit.slice(1), 16) : unit.charCodeAt(0))));
}
