import type { Finder } from './file-pictures.ts';
import { type Grammar, type Head, numberAt } from './file-scan.ts';

/**
 * WebM elements that contain others; their own length doesn't matter. https://www.matroska.org/technical/elements.html
 */
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const BLOCK_GROUP = 0xa0;
const OPENED: ReadonlySet<number> = new Set([SEGMENT, CLUSTER, TRACKS, TRACK_ENTRY, BLOCK_GROUP]);
const TRACK_NUMBER = 0xd7;
const TRACK_TYPE = 0x83;
const VIDEO = 1;
const AUDIO = 2;
/** A cluster's time, which its blocks' times are relative to: in milliseconds, as Chromium writes them. */
const TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
/** A block begins with its track in one byte, and its time in two. */
const BLOCK_HEAD = 3;
/** The length of a number at most. */
const LONGEST_NUMBER = 8;

/** How WebM recordings are written. */
export class Webm implements Grammar<number> {
  readonly #finder: Finder;
  #trackNumber = 0;
  #videoTrack = 0;
  #soundTrack = 0;
  #clusterMs = 0;

  constructor(finder: Finder) {
    this.#finder = finder;
  }

  readonly head = headAt;
  readonly neededBytes = neededBytes;

  isOpened(id: number): boolean {
    return OPENED.has(id);
  }

  read(id: number, data: Uint8Array): void {
    const first = data[0] ?? 0;
    if (id === TRACK_NUMBER) this.#trackNumber = first;
    if (id === TRACK_TYPE && first === VIDEO) this.#videoTrack = this.#trackNumber;
    if (id === TRACK_TYPE && first === AUDIO) this.#soundTrack = this.#trackNumber;
    if (id === TIMESTAMP) this.#clusterMs = numberAt(data, 0, data.length);
    // The highest bit of the track's number says that it is one byte long.
    if (id === SIMPLE_BLOCK || id === BLOCK) this.#tell(first & 0x7f, signed(numberAt(data, 1, 2)));
  }

  #tell(track: number, sinceClusterMs: number): void {
    const atMs = this.#clusterMs + sinceClusterMs;
    if (track === this.#videoTrack) this.#finder.picture(atMs);
    if (track === this.#soundTrack) this.#finder.sound(atMs);
  }
}

function headAt(bytes: Uint8Array, at: number): Head<number> | 'more' | 'lost' {
  const idBytes = lengthOf(bytes[at] ?? 0);
  if (idBytes > 4) return 'lost';
  const sizeAt = at + idBytes;
  const sizeBytes = lengthOf(bytes[sizeAt] ?? 0x80);
  if (sizeBytes > 8) return 'lost';
  const headBytes = idBytes + sizeBytes;
  if (bytes.length - at < headBytes) return 'more';
  const dataBytes = numberAt(bytes, sizeAt, sizeBytes) - 2 ** (7 * sizeBytes);
  return { name: numberAt(bytes, at, idBytes), headBytes, dataBytes };
}

/** How many of an element's bytes are looked at. */
function neededBytes({ name }: Head<number>): number {
  if (name === TIMESTAMP) return LONGEST_NUMBER;
  return name === SIMPLE_BLOCK || name === BLOCK ? BLOCK_HEAD : 1;
}

/** Two bytes as a number that may be negative. */
function signed(twoBytes: number): number {
  return (twoBytes << 16) >> 16;
}

/** How many bytes a number has whose first byte this is: one more than the zeros that it begins with. 9: it is none. */
function lengthOf(first: number): number {
  return Math.clz32(first) - 24 + 1;
}
