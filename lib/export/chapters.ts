/** The name of a copy's chapters file: the copy's name with another extension. */
export function chaptersFileName(copyName: string): string {
  const dot = copyName.lastIndexOf('.');
  return `${dot <= 0 ? copyName : copyName.slice(0, dot)}.vtt`;
}

/**
 * A recording's chapters by its markers, as WebVTT (https://www.w3.org/TR/webvtt1/#introduction-chapters): one from
 * each marker to the next, and one before the first. Times are milliseconds; markers beyond the end are left out.
 * @param nameOf a chapter's name by its number; 0: the chapter before the first marker.
 */
export function chaptersVtt(
  markersMs: readonly number[],
  durationMs: number,
  nameOf: (number: number) => string,
): string {
  const within = markersMs.filter((atMs) => atMs < durationMs).toSorted((a, b) => a - b);
  const starts = [{ atMs: 0, number: 0 }, ...within.map((atMs, index) => ({ atMs, number: index + 1 }))];
  const cues = starts.flatMap(({ atMs, number }, index) => {
    const endMs = starts[index + 1]?.atMs ?? durationMs;
    // Nothing comes before a marker at the very start.
    return endMs > atMs ? [`${timestamp(atMs)} --> ${timestamp(endMs)}\n${nameOf(number)}\n`] : [];
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

function timestamp(atMs: number): string {
  const ms = Math.round(atMs);
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  const seconds = Math.floor(ms / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => digits(part, 2)).join(':')}.${digits(ms % 1_000, 3)}`;
}
