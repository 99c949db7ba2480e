const EXTENSIONS: Readonly<Record<string, string>> = {
  'video/webm': 'webm',
  'audio/webm': 'webm',
  'video/mp4': 'mp4',
  'audio/mp4': 'm4a',
  'video/x-matroska': 'mkv',
};

/**
 * A recording's file name, on a server or in a folder. It contains the start (UTC), not the tab's title, which is
 * private. `startedAtMs`: milliseconds since 1970.
 */
export function fileName(startedAtMs: number, mimeType: string | null): string {
  const at = new Date(startedAtMs).toISOString().slice(0, 19).replaceAll(':', '-');
  return `recording-${at}.${EXTENSIONS[mediaType(mimeType) ?? ''] ?? 'bin'}`;
}

/** A MIME type without its parameters, such as `video/webm`; null stays null. */
export function mediaType(mimeType: string | null): string | null {
  return mimeType === null ? null : (mimeType.split(';')[0] ?? '').trim().toLowerCase();
}
