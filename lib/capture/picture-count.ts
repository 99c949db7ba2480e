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
const SIMPLE_BLOCK = 0xa3;
const BLOCK = 0xa1;
/** The longest id, the longest length, and the bytes needed after them. */
const LONGEST_HEAD = 4 + 8 + 1;

interface Head {
  readonly id: number;
  readonly headBytes: number;
  readonly dataBytes: number;
}

/**
 * Counts the pictures of a WebM recording as it is written, slice by slice, wherever the slices are cut. It looks at the
 * beginning of each element and skips the rest.
 */
export class PictureCount {
  /** The rest of an element's head that the last slice cut off. */
  #rest: Uint8Array<ArrayBufferLike> = new Uint8Array();
  #skipBytes = 0;
  #pictures = 0;
  #isLost = false;
  #trackNumber = 0;
  #videoTrack = 0;

  /** Pictures so far; null if the recording isn't WebM that can be parsed. */
  get pictures(): number | null {
    return this.#isLost ? null : this.#pictures;
  }

  /** Takes the next slice. */
  add(slice: Uint8Array): void {
    let bytes = slice;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + slice.length);
      bytes.set(this.#rest);
      bytes.set(slice, this.#rest.length);
    }
    let at = 0;
    while (at < bytes.length && !this.#isLost) {
      if (this.#skipBytes > 0) {
        const skipped = Math.min(this.#skipBytes, bytes.length - at);
        this.#skipBytes -= skipped;
        at += skipped;
        continue;
      }
      const head = readHead(bytes, at);
      if (head === 'lost') this.#isLost = true;
      else if (head === 'more') break;
      else at = this.#enter(head, bytes, at);
    }
    this.#rest = this.#isLost ? new Uint8Array() : bytes.slice(at);
  }

  /** Returns where to continue. */
  #enter({ id, headBytes, dataBytes }: Head, bytes: Uint8Array, at: number): number {
    const first = bytes[at + headBytes] ?? 0;
    if (id === TRACK_NUMBER) this.#trackNumber = first;
    if (id === TRACK_TYPE && first === VIDEO) this.#videoTrack = this.#trackNumber;
    // A block begins with the number of its track, whose highest bit says that it is one byte long.
    if ((id === SIMPLE_BLOCK || id === BLOCK) && (first & 0x7f) === this.#videoTrack) this.#pictures += 1;
    if (!OPENED.has(id)) this.#skipBytes = dataBytes;
    return at + headBytes;
  }
}

/** Reading a slice may never finish, and what waits for it stays in memory. */
const MOST_WAITING = 6;

/**
 * Counts the pictures of slices as they come. Nothing waits for it: counting ends with the first slice that can't be
 * read.
 */
export class SlicePictures {
  readonly #count = new PictureCount();
  #reading = Promise.resolve();
  #waiting = 0;
  #hasEnded = false;

  /** In all slices read so far; null when they are no longer counted. */
  get pictures(): number | null {
    return this.#hasEnded ? null : this.#count.pictures;
  }

  /** Takes the next slice. */
  add(slice: Blob): void {
    this.#hasEnded ||= this.#waiting >= MOST_WAITING || this.#count.pictures === null;
    if (this.#hasEnded) return;
    this.#waiting += 1;
    this.#reading = this.#reading.then(() => this.#read(slice));
  }

  async #read(slice: Blob): Promise<void> {
    try {
      if (!this.#hasEnded) this.#count.add(new Uint8Array(await slice.arrayBuffer()));
    } catch (error) {
      this.#hasEnded = true;
      console.debug('The pictures are not counted any more.', error);
    }
    this.#waiting -= 1;
  }
}

/** `more`: the element begins in this slice, but its head ends in the next. `lost`: there can be no element here. */
function readHead(bytes: Uint8Array, at: number): Head | 'more' | 'lost' {
  const idBytes = lengthOf(bytes[at] ?? 0);
  if (idBytes > 4) return 'lost';
  const sizeAt = at + idBytes;
  const sizeBytes = lengthOf(bytes[sizeAt] ?? 0x80);
  if (sizeBytes > 8) return 'lost';
  const headBytes = idBytes + sizeBytes;
  // One byte more than the head: the number of a block's track, or a value.
  if (bytes.length - at < Math.min(headBytes + 1, LONGEST_HEAD)) return 'more';
  const id = numberAt(bytes, at, idBytes);
  const dataBytes = numberAt(bytes, sizeAt, sizeBytes) - 2 ** (7 * sizeBytes);
  return { id, headBytes, dataBytes };
}

/** How many bytes a number has whose first byte this is: one more than the zeros that it begins with. 9: it is none. */
function lengthOf(first: number): number {
  return Math.clz32(first) - 24 + 1;
}

function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}
