import type { Source } from '../recording/source.ts';

/** The containers that a recording can be saved in. */
export type CopyFormat = 'webm' | 'mp4';

/** What a container can hold, by the first part of a codec's name in a MIME type. */
const CODECS: Readonly<Record<CopyFormat, ReadonlySet<string>>> = {
  // https://www.webmproject.org/docs/container/
  webm: new Set(['vp8', 'vp9', 'vp09', 'av1', 'av01', 'opus', 'vorbis']),
  // Not VP8: it can be written, but hardly any player reads it.
  mp4: new Set(['vp9', 'vp09', 'av1', 'av01', 'avc1', 'avc3', 'h264', 'hvc1', 'hev1', 'mp4a', 'opus']),
};

/** The MIME type of a saved copy, without codecs. */
export const COPY_MIME_TYPES: Readonly<Record<CopyFormat, string>> = { webm: 'video/webm', mp4: 'video/mp4' };

/**
 * The containers a recording can be saved in without encoding it again, closest to the recording first.
 * @param mimeType as the recorder named it. When it is null or names no codecs, both containers are possible, and
 *   saving reports one that doesn't fit. Empty when neither container takes the codecs.
 */
export function copyFormats(mimeType: string | null): CopyFormat[] {
  const isMp4 = mimeType !== null && containerOf(mimeType).endsWith('/mp4');
  const nearestFirst: CopyFormat[] = isMp4 ? ['mp4', 'webm'] : ['webm', 'mp4'];
  const codecs = mimeType === null ? [] : codecsOf(mimeType);
  return nearestFirst.filter((format) => codecs.every((codec) => formatTakes(format, codec)));
}

/** Whether a container can hold a codec, named as in a MIME type, where the part after the first dot is its profile. */
export function formatTakes(format: CopyFormat, codec: string): boolean {
  return CODECS[format].has((codec.split('.', 1)[0] ?? '').trim().toLowerCase());
}

/**
 * What plays a saved file. `anywhere`: every player. `newer`: players that know Opus. `browsers`: browsers and a few
 * players.
 */
export type PlayedBy = 'anywhere' | 'newer' | 'browsers';

/**
 * What plays a copy. That depends more on its codecs than its container.
 * @param mimeType as the recorder named it; null when unknown, and then the result is null, too.
 */
export function playedBy(mimeType: string | null, format: CopyFormat): PlayedBy | null {
  const codecs =
    mimeType === null ? [] : codecsOf(mimeType).map((codec) => (codec.split('.', 1)[0] ?? '').toLowerCase());
  if (codecs.length === 0) return null;
  const isH264 = codecs.some((codec) => codec === 'avc1' || codec === 'avc3' || codec === 'h264');
  if (format === 'webm' || !isH264) return 'browsers';
  return codecs.includes('opus') ? 'newer' : 'anywhere';
}

/** The parts of a copy's file name. */
export interface CopyName {
  readonly source: Source;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly format: CopyFormat;
}

/** A suggested file name, in local time: `Reelay tab 2026-11-22 21.10.webm`. No colon, because Windows refuses it. */
export function copyFileName({ source, startedAtMs, format }: CopyName): string {
  const started = new Date(startedAtMs);
  const date = [started.getFullYear(), started.getMonth() + 1, started.getDate()].map(twoDigits).join('-');
  const time = [started.getHours(), started.getMinutes()].map(twoDigits).join('.');
  return `Reelay ${source} ${date} ${time}.${format}`;
}

function containerOf(mimeType: string): string {
  return (mimeType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function codecsOf(mimeType: string): string[] {
  const list = /;\s*codecs\s*=\s*"?([^";]*)"?/i.exec(mimeType)?.[1] ?? '';
  return list
    .split(',')
    .map((codec) => codec.trim())
    .filter((codec) => codec !== '');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
