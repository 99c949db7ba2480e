import { type CopyFormat, copyFileName, copyFormats } from '../../export/formats.ts';
import type { ShelfItem } from './library-item.ts';

/** The formats that an item can be saved in, the nearest to the recording first. */
export function formatsOf(item: ShelfItem): readonly CopyFormat[] {
  return copyFormats(item.kind === 'recording' ? item.recording.mimeType : null);
}

/** The file name to propose for a copy. */
export function copyNameOf(item: ShelfItem, format: CopyFormat): string {
  if (item.kind === 'recording') {
    const { source, startedAtMs } = item.recording;
    return copyFileName({ source, startedAtMs, format });
  }
  // What was recorded is not known; when its file was written is the next best.
  return copyFileName({ source: 'tab', startedAtMs: item.file?.writtenAtMs ?? 0, format }).replace(' tab ', ' ');
}

/** The names, with a number behind those that would be there twice: `a.webm`, `a (2).webm`. */
export function distinct(
  names: readonly string[],
  isTaken: (name: string) => boolean = () => false,
): readonly string[] {
  const given = new Set<string>();
  return names.map((name) => {
    let candidate = name;
    for (let number = 2; given.has(candidate) || isTaken(candidate); number += 1) {
      candidate = numbered(name, number);
    }
    given.add(candidate);
    return candidate;
  });
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? `${name} (${number})` : `${name.slice(0, dot)} (${number})${name.slice(dot)}`;
}
