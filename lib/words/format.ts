const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The browser's words; absent in Node. */
const { chrome: extension } = globalThis as { chrome?: { i18n?: { getMessage(id: string): string } } };

const LOCALE = localeFor(languageOfWords(), new Intl.DateTimeFormat().resolvedOptions().locale);

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
/** As internet connections are sold. `Intl` writes "Mb/s", which looks like bytes. */
const BIT_UNITS = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;

const BYTES = new Map(
  BYTE_UNITS.map((unit) => [
    unit,
    unit === 'byte'
      ? new Intl.NumberFormat(LOCALE, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 })
      : new Intl.NumberFormat(LOCALE, { style: 'unit', unit, unitDisplay: 'short', maximumSignificantDigits: 3 }),
  ]),
);
const WHOLE = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const TENTHS = new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const PERCENT = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 });
const SPANS = {
  second: new Intl.NumberFormat(LOCALE, { style: 'unit', unit: 'second', unitDisplay: 'short' }),
  minute: new Intl.NumberFormat(LOCALE, { style: 'unit', unit: 'minute', unitDisplay: 'short' }),
  hour: new Intl.NumberFormat(LOCALE, { style: 'unit', unit: 'hour', unitDisplay: 'short' }),
  day: new Intl.NumberFormat(LOCALE, { style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 1 }),
} as const;
const SHORT_SPAN = new Intl.NumberFormat(LOCALE, {
  style: 'unit',
  unit: 'second',
  unitDisplay: 'short',
  maximumFractionDigits: 1,
});
const RELATIVE = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'always' });
const NOW = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' }).format(0, 'second');
const MOMENT = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'medium' });
const DAY = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
const TIME = new Intl.DateTimeFormat(LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const ALL_OF = new Intl.ListFormat(LOCALE, { type: 'conjunction' });
const ANY_OF = new Intl.ListFormat(LOCALE, { type: 'disjunction' });

function languageOfWords(): string {
  try {
    return extension?.i18n?.getMessage('language') || 'en';
  } catch {
    // A build runs the background's entry in a fake browser.
    return 'en';
  }
}

/**
 * The locale for numbers and times: the browser's own if it has the language of the words, because a German date would
 * look wrong in an English sentence. Both are BCP 47 tags.
 */
export function localeFor(language: string, browserLocale: string): string {
  const isSpoken = browserLocale === language || browserLocale.startsWith(`${language}-`);
  return isSpoken ? browserLocale : language;
}

/** A number of bytes in decimal units, with three digits at most: "0 bytes", "4.5 kB", "211 MB", "1.25 GB". */
export function formatBytes(bytes: number): string {
  const { value, unit } = scale(bytes, BYTE_UNITS);
  return (BYTES.get(unit) ?? WHOLE).format(value);
}

/** An exact number of bytes, where two similar ones must be distinguishable: "4,500,001 bytes". */
export function formatExactBytes(bytes: number): string {
  return (BYTES.get('byte') ?? WHOLE).format(bytes);
}

/** A rate given in bytes per second, in bits: "5.1 Mbit/s". */
export function formatRate(bytesPerSecond: number): string {
  const { value, unit } = scale(bytesPerSecond * 8, BIT_UNITS);
  const digits = unit === 'bit/s' || value >= 99.95 ? WHOLE : TENTHS;
  return `${digits.format(value)} ${unit}`;
}

/** A length in milliseconds as hours, minutes and whole seconds passed: "00:12:41". */
export function formatElapsed(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** A span in milliseconds in its largest fitting unit, rounded down: "24 sec", "58 min", "3 hr", "2 days". */
export function formatSpan(ms: number): string {
  const { value, unit } = spanOf(ms);
  return SPANS[unit].format(value);
}

/** A number of days: "7 days", "0.5 days". */
export function formatDays(days: number): string {
  return SPANS.day.format(days);
}

/** A wait or a silence in milliseconds: to the tenth of a second below ten, then as {@link formatSpan}: "0.8 sec". */
export function formatDuration(ms: number): string {
  return ms < 10 * SECOND_MS ? SHORT_SPAN.format(Math.max(0, ms) / SECOND_MS) : formatSpan(ms);
}

/** The remaining time in milliseconds, rounded down: "58 min", or "9:05" in the last ten minutes. */
export function formatCountdown(ms: number): string {
  if (ms >= 10 * MINUTE_MS) return formatSpan(ms);
  const seconds = Math.floor(Math.max(0, ms) / SECOND_MS);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** How long ago something was: "now" in the first minute, then "5 minutes ago". Times are milliseconds since 1970. */
export function formatAgo(atMs: number, nowMs: number): string {
  const ms = nowMs - atMs;
  if (ms < MINUTE_MS) return NOW;
  const { value, unit } = spanOf(ms);
  return RELATIVE.format(-value, unit);
}

/** A wait until `atMs`, rounded up so that it never reads "now" too early: "now", "in 4 seconds", "in 2 minutes". */
export function formatWait(atMs: number, nowMs: number): string {
  const seconds = Math.ceil((atMs - nowMs) / SECOND_MS);
  if (seconds <= 0) return NOW;
  const { value, unit } = spanOf(seconds * SECOND_MS);
  return RELATIVE.format(value, unit);
}

/** The time of day to the second, in 24 hours: "21:30:05". `atMs`: milliseconds since 1970. */
export function formatTime(atMs: number): string {
  return TIME.format(atMs);
}

/** Day and time, short: "Nov 28, 09:30 PM". `atMs`: milliseconds since 1970. */
export function formatDay(atMs: number): string {
  return DAY.format(atMs);
}

/** Day and time to the second, in full. `atMs`: milliseconds since 1970. */
export function formatMoment(atMs: number): string {
  return MOMENT.format(atMs);
}

/** Names in a sentence: "camera and microphone". */
export function formatAllOf(names: readonly string[]): string {
  return ALL_OF.format(names);
}

/** Names in a sentence: "camera or microphone". */
export function formatAnyOf(names: readonly string[]): string {
  return ANY_OF.format(names);
}

/** A part of a whole in whole percent, rounded down: 100 only when complete. Nothing of nothing is 0. */
export function percentOf(part: number, whole: number): number {
  if (whole <= 0) return 0;
  return Math.max(0, Math.min(100, Math.floor((part / whole) * 100)));
}

/** Whole percent as text: "93%". */
export function formatPercent(percent: number): string {
  return PERCENT.format(percent / 100);
}

function spanOf(ms: number): { value: number; unit: keyof typeof SPANS } {
  const span = Math.max(0, ms);
  if (span < MINUTE_MS) return { value: Math.floor(span / SECOND_MS), unit: 'second' };
  if (span < HOUR_MS) return { value: Math.floor(span / MINUTE_MS), unit: 'minute' };
  if (span < 2 * DAY_MS) return { value: Math.floor(span / HOUR_MS), unit: 'hour' };
  return { value: Math.floor(span / DAY_MS), unit: 'day' };
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
