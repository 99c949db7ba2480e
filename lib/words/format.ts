const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
const BIT_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

/** A number of bytes in decimal units with about three digits: "0 bytes", "4.5 kB", "211 MB", "1.25 GB". */
export function formatBytes(bytes: number): string {
  if (bytes === 1) return '1 byte';
  const { value, unit } = scale(bytes, BYTE_UNITS);
  return unit === 'bytes' ? `${Math.round(value)} bytes` : `${threeDigits(value)} ${unit}`;
}

/** A rate given in bytes per second, in bits as links are measured: "5.1 Mbit/s". */
export function formatRate(bytesPerSecond: number): string {
  const { value, unit } = scale(bytesPerSecond * 8, BIT_UNITS);
  return unit === 'bit/s'
    ? `${Math.round(value)} bit/s`
    : `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A length in milliseconds as hours, minutes and whole seconds passed: "00:12:41". */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** A span in milliseconds in its largest fitting unit, rounded down: "24 s", "58 min", "3 h", "2 days". */
export function formatSpan(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE_MS) return `${Math.floor(span / SECOND_MS)} s`;
  if (span < HOUR_MS) return `${Math.floor(span / MINUTE_MS)} min`;
  if (span < 2 * DAY_MS) return `${Math.floor(span / HOUR_MS)} h`;
  return `${Math.floor(span / DAY_MS)} days`;
}

/** The time that is left, in milliseconds, rounded down: to the second in the last ten minutes, "58 min" or "9:05". */
export function formatCountdown(ms: number): string {
  if (ms >= 10 * MINUTE_MS) return formatSpan(ms);
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long ago something was: "just now", "5 min ago". Times are milliseconds since 1970. */
export function formatAgo(atMs: number, nowMs: number): string {
  const span = nowMs - atMs;
  return span < MINUTE_MS ? 'just now' : `${formatSpan(span)} ago`;
}

/** A wait until `atMs`, rounded up so that it never reads "0 s" before its time: "now", "in 4 s", "in 2 min". */
export function formatWait(atMs: number, nowMs: number): string {
  const seconds = Math.ceil((atMs - nowMs) / SECOND_MS);
  return seconds <= 0 ? 'now' : `in ${formatSpan(seconds * SECOND_MS)}`;
}

/** A part of a whole in whole percent, rounded down: 100 only when it is all. Nothing of nothing is 0. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.max(0, Math.min(100, Math.floor((part / whole) * 100)));
}

function scale<Unit extends string>(amount: number, units: readonly [Unit, ...Unit[]]): { value: number; unit: Unit } {
  let value = Math.max(0, amount);
  let unit: Unit = units[0];
  for (const next of units.slice(1)) {
    // 999.5 would be shown as "1000": it belongs to the next unit.
    if (value < 999.5) break;
    value /= 1_000;
    unit = next;
  }
  return { value, unit };
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2).replace(/\.?0+$/, '');
  if (value < 99.95) return value.toFixed(1).replace(/\.0$/, '');
  return String(Math.round(value));
}
