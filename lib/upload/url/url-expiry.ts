import type { Message } from '../../recording/message.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** Time enough to get a new URL. */
const SOON_MS = 5 * MINUTE_MS;

/**
 * When a signed URL expires, in milliseconds since 1970, or null when it doesn't say.
 * Read from a JWT in the query's `token` (its `exp`, as in Mux's direct uploads; RFC 7519, section 4.1.4), from
 * `X-Goog-Date` with `X-Goog-Expires`, likewise `X-Amz` and `x-oss` (V4 signatures: a start and seconds from there),
 * from `Expires` (V2 signatures: seconds since 1970), from `se` of an Azure SAS (a date), or from `q-sign-time` of
 * Tencent (a start and an end in seconds since 1970).
 */
export function urlExpiresAtMs(url: URL): number | null {
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  return (
    jwtExpiry(query.get('token')) ??
    signedExpiry(query.get('x-goog-date'), query.get('x-goog-expires')) ??
    signedExpiry(query.get('x-amz-date'), query.get('x-amz-expires')) ??
    signedExpiry(query.get('x-oss-date'), query.get('x-oss-expires')) ??
    epochSeconds(query.get('expires')) ??
    (query.has('sig') ? isoDate(query.get('se')) : null) ??
    epochSeconds(query.get('q-sign-time')?.split(';')[1])
  );
}

/** The warning when an upload URL in use expires soon or has expired; null when it doesn't, or doesn't say. */
export function endingWarning(uploadUrl: string, nowMs: number): Message | null {
  const url = URL.parse(uploadUrl);
  const expiresAtMs = url === null ? null : urlExpiresAtMs(url);
  if (expiresAtMs === null || expiresAtMs - nowMs >= SOON_MS) return null;
  if (expiresAtMs <= nowMs) return { id: 'upload.urlExpired' };
  return { id: 'upload.urlExpiresIn', leftMs: Math.ceil((expiresAtMs - nowMs) / MINUTE_MS) * MINUTE_MS };
}

function jwtExpiry(token: string | undefined): number | null {
  const payload = token?.split('.')[1];
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')));
    if (typeof claims !== 'object' || claims === null || !('exp' in claims)) return null;
    return typeof claims.exp === 'number' ? wholeMs(claims.exp) : null;
  } catch {
    // Not a JWT: another kind of token doesn't show its expiry.
    return null;
  }
}

function signedExpiry(date: string | undefined, seconds: string | undefined): number | null {
  const parts = date?.match(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/);
  if (!parts || seconds === undefined || !/^\d{1,9}$/.test(seconds)) return null;
  const [, year, month, day, hour, minute, second] = parts.map(Number);
  const startMs = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
  return startMs + Number(seconds) * SECOND_MS;
}

function epochSeconds(text: string | undefined): number | null {
  return text !== undefined && /^\d{9,11}$/.test(text) ? wholeMs(Number(text)) : null;
}

function isoDate(text: string | undefined): number | null {
  if (text === undefined || !/^\d{4}-\d{2}-\d{2}(T[\d:.]{5,16}Z)?$/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

function wholeMs(seconds: number): number | null {
  const ms = Math.round(seconds * SECOND_MS);
  return Number.isSafeInteger(ms) && ms > 0 ? ms : null;
}
