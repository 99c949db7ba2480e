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

interface Head {
  readonly id: number;
  readonly headBytes: number;
  readonly dataBytes: number;
}

/**
 * Where the last picture and the last sound of a file begin, in milliseconds. `pictureMs`: 0 without a picture. `soundMs`: null
 * without sound.
 */
export interface TrackEnds {
  readonly pictureMs: number;
  readonly soundMs: number | null;
}

/**
 * Counts the pictures of a WebM recording as it is written, slice by slice, wherever the slices are cut, and knows where they
 * end. It looks at the beginning of each element and skips the rest.
 */
export class PictureCount {
  /** The rest of an element's head that the last slice cut off. */
  #rest: Uint8Array<ArrayBufferLike> = new Uint8Array();
  #skipBytes = 0;
  #pictures = 0;
  #isLost = false;
  #trackNumber = 0;
  #videoTrack = 0;
  #soundTrack = 0;
  #clusterMs = 0;
  #pictureMs = 0;
  #soundMs: number | null = null;

  /** Pictures so far; null if the recording isn't WebM that can be parsed. */
  get pictures(): number | null {
    return this.#isLost ? null : this.#pictures;
  }

  /** Null if the recording isn't WebM that can be parsed. */
  get ends(): TrackEnds | null {
    return this.#isLost ? null : { pictureMs: this.#pictureMs, soundMs: this.#soundMs };
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
    if (id === TRACK_TYPE && first === AUDIO) this.#soundTrack = this.#trackNumber;
    if (id === TIMESTAMP) this.#clusterMs = numberAt(bytes, at + headBytes, Math.min(dataBytes, LONGEST_NUMBER));
    // The highest bit of the track's number says that it is one byte long.
    if (id === SIMPLE_BLOCK || id === BLOCK) this.#take(first & 0x7f, signed(numberAt(bytes, at + headBytes + 1, 2)));
    if (!OPENED.has(id)) this.#skipBytes = dataBytes;
    return at + headBytes;
  }

  #take(track: number, sinceClusterMs: number): void {
    const atMs = this.#clusterMs + sinceClusterMs;
    if (track === this.#videoTrack) {
      this.#pictures += 1;
      this.#pictureMs = Math.max(this.#pictureMs, atMs);
    }
    if (track === this.#soundTrack) this.#soundMs = Math.max(this.#soundMs ?? 0, atMs);
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

  /** Where all slices so far end; null when that isn't known. Resolves when they are read. */
  async ends(): Promise<TrackEnds | null> {
    await this.#reading;
    return this.#hasEnded ? null : this.#count.ends;
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
  if (bytes.length - at < headBytes) return 'more';
  const id = numberAt(bytes, at, idBytes);
  const dataBytes = numberAt(bytes, sizeAt, sizeBytes) - 2 ** (7 * sizeBytes);
  return bytes.length - at < headBytes + Math.min(dataBytes, neededOf(id)) ? 'more' : { id, headBytes, dataBytes };
}

/** How many of an element's bytes are looked at. */
function neededOf(id: number): number {
  if (id === TIMESTAMP) return LONGEST_NUMBER;
  return id === SIMPLE_BLOCK || id === BLOCK ? BLOCK_HEAD : 1;
}

/** Two bytes as a number that may be negative. */
function signed(twoBytes: number): number {
  return (twoBytes << 16) >> 16;
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
