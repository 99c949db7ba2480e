import type { Finder } from './file-pictures.ts';
import { type Grammar, type Head, numberAt } from './file-scan.ts';

/* The boxes of a fragmented MP4 file, as recorders write it: the tracks first, then fragments that say how many pictures or pieces of
   sound they have, and when. ISO/IEC 14496-12. */

const OPENED: ReadonlySet<string> = new Set(['moov', 'trak', 'mdia', 'moof', 'traf']);
/** The bytes of each box that are looked at: those of a fixed length, and all of a list. */
const NEEDED: ReadonlyMap<string, number> = new Map([
  ['tkhd', 24],
  ['mdhd', 24],
  ['hdlr', 12],
  ['tfhd', 24],
  ['tfdt', 12],
  ['trun', Number.POSITIVE_INFINITY],
]);
/** A list of a fragment is shorter by far. */
const LONGEST_BYTES = 16 * 1_024 * 1_024;
/** The same for its entries, which may take no bytes. */
const MOST_ENTRIES = 65_536;
const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;
const FIRST_BOX = 'ftyp';

interface Track {
  readonly id: number;
  /** Units of its times in a second. */
  readonly timescale: number;
}

/** How MP4 recordings are written. */
export class Mp4 implements Grammar<string> {
  readonly #finder: Finder;
  /** The track that is being read. */
  #track: Track = { id: 0, timescale: 1 };
  #video: Track | null = null;
  #sound: Track | null = null;
  /** The track's part in the fragment that is being read. */
  #fragment = { track: 0, defaultDuration: 0, atUnits: 0 };

  constructor(finder: Finder) {
    this.#finder = finder;
  }

  /** Whether a file that begins with these bytes is one. */
  static begins(bytes: Uint8Array): boolean {
    return nameAt(bytes, 4) === FIRST_BOX;
  }

  readonly head = headAt;

  neededBytes({ name }: Head<string>): number {
    return Math.min(NEEDED.get(name) ?? 0, LONGEST_BYTES);
  }

  isOpened(name: string): boolean {
    return OPENED.has(name);
  }

  read(name: string, data: Uint8Array): void {
    // The second version has longer times.
    const isLong = data[0] === 1;
    switch (name) {
      case 'tkhd':
        this.#track = { id: numberAt(data, isLong ? 20 : 12, 4), timescale: 1 };
        break;
      case 'mdhd':
        this.#track = { ...this.#track, timescale: numberAt(data, isLong ? 20 : 12, 4) };
        break;
      case 'hdlr':
        if (nameAt(data, 8) === 'vide') this.#video = this.#track;
        if (nameAt(data, 8) === 'soun') this.#sound = this.#track;
        break;
      case 'tfhd':
        this.#fragment = { track: numberAt(data, 4, 4), defaultDuration: defaultDurationIn(data), atUnits: 0 };
        break;
      case 'tfdt':
        this.#fragment = { ...this.#fragment, atUnits: numberAt(data, 4, isLong ? 8 : 4) };
        break;
      case 'trun':
        this.#tell(listIn(data, this.#fragment.defaultDuration));
        break;
      default:
    }
  }

  #tell({ begins, length }: List): void {
    const { track, atUnits } = this.#fragment;
    for (const begin of begins) {
      const msIn = ({ timescale }: Track) => ((atUnits + begin) * 1_000) / timescale;
      if (this.#video?.id === track) this.#finder.picture(msIn(this.#video));
      if (this.#sound?.id === track) this.#finder.sound(msIn(this.#sound));
    }
    this.#fragment = { ...this.#fragment, atUnits: atUnits + length };
  }
}

function headAt(bytes: Uint8Array, at: number): Head<string> | 'more' | 'lost' {
  if (bytes.length - at < HEAD_BYTES) return 'more';
  const name = nameAt(bytes, at + 4);
  if (!/^[\w ]{4}$/.test(name)) return 'lost';
  const shortBytes = numberAt(bytes, at, 4);
  const headBytes = shortBytes === 1 ? LONG_HEAD_BYTES : HEAD_BYTES;
  if (bytes.length - at < headBytes) return 'more';
  const boxBytes = shortBytes === 1 ? numberAt(bytes, at + HEAD_BYTES, 8) : shortBytes;
  // A box that goes on to the end of the file is none that a recorder writes.
  return boxBytes < headBytes ? 'lost' : { name, headBytes, dataBytes: boxBytes - headBytes };
}

function nameAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** In a `tfhd`: fields that are there or not, as its flags say, and then the duration. */
function defaultDurationIn(data: Uint8Array): number {
  const flags = numberAt(data, 1, 3);
  const at = 8 + (flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0);
  return flags & 0x8 ? numberAt(data, at, 4) : 0;
}

/** A list of pictures, or of pieces of sound. Times are in the track's units, since the list began. */
interface List {
  /** When each of them begins. */
  readonly begins: readonly number[];
  readonly length: number;
}

/** In a `trun`: the fields of the list and of each entry are there or not, as its flags say. */
function listIn(data: Uint8Array, defaultDuration: number): List {
  const flags = numberAt(data, 1, 3);
  const listAt = 8 + (flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0);
  const entryBytes = 4 * [0x100, 0x200, 0x400, 0x800].filter((flag) => flags & flag).length;
  const mostEntries = Math.max(0, Math.floor((data.length - listAt) / entryBytes));
  const count = Math.min(numberAt(data, 4, 4), mostEntries, MOST_ENTRIES);
  const begins: number[] = [];
  let length = 0;
  for (let index = 0; index < count; index += 1) {
    begins.push(length);
    length += flags & 0x100 ? numberAt(data, listAt + index * entryBytes, 4) : defaultDuration;
  }
  return { begins, length };
}
