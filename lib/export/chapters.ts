/** The name of a copy's chapters file: the copy's name with another extension. */
export function chaptersFileName(copyName: string): string {
  const dot = copyName.lastIndexOf('.');
  return `${dot <= 0 ? copyName : copyName.slice(0, dot)}.vtt`;
}

/**
 * A recording's chapters by its markers, as WebVTT (https://www.w3.org/TR/webvtt1/#introduction-chapters): one from
 * each marker to the next, and one before the first. Times are milliseconds; a marker at the next one or at the end, such as
 * one that was set in a pause, gets the last millisecond before it.
 * @param nameOf a chapter's name by its number; 0: the chapter before the first marker.
 */
export function chaptersVtt(
  markersMs: readonly number[],
  durationMs: number,
  nameOf: (number: number) => string,
): string {
  const endMs = Math.round(durationMs);
  const starts = [{ atMs: 0, number: 0 }];
  let nextMs = endMs;
  for (const [index, markerMs] of [...markersMs.toSorted((a, b) => a - b).entries()].toReversed()) {
    nextMs = Math.max(0, Math.min(Math.round(markerMs), nextMs - 1));
    starts.splice(1, 0, { atMs: nextMs, number: index + 1 });
  }
  const cues = starts.flatMap(({ atMs, number }, index) => {
    const untilMs = starts[index + 1]?.atMs ?? endMs;
    // Nothing comes before a marker at the very start.
    return untilMs > atMs ? [`${timestamp(atMs)} --> ${timestamp(untilMs)}\n${nameOf(number)}\n`] : [];
  });
  return ['WEBVTT\n', ...cues].join('\n');
}

function timestamp(atMs: number): string {
  const digits = (value: number, length: number) => String(value).padStart(length, '0');
  const seconds = Math.floor(atMs / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  return `${parts.map((part) => digits(part, 2)).join(':')}.${digits(atMs % 1_000, 3)}`;
}
