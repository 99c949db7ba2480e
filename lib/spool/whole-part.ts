import { MIB } from '../base/byte-units.ts';
import type { ReadAt } from './read-at.ts';

/** The usable part of a file that may end anywhere. */
export interface WholePart {
  /** Read the file as if it were `[0, endBytes)`. */
  readonly endBytes: number;
  /** The file ended in the middle of something, which is left out. */
  readonly cut: boolean;
  /** The time of its last block, in milliseconds; null if it isn't WebM, or that isn't known. */
  readonly lastMs: number | null;
}

const SEARCH_BYTES = MIB;

/** EBML ids, https://www.rfc-editor.org/rfc/rfc9559.html#name-matroska-element-ordering */
const EBML = 0x1a45dfa3;
const CLUSTER = 0x1f43b675;
const CLUSTER_TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
/** Timestamp, SimpleBlock, BlockGroup, PrevSize, Position, Void, CRC-32, and after the last cluster Cues and Tags. */
const IN_OR_AFTER_CLUSTER = new Set([CLUSTER_TIMESTAMP, 0xa3, 0xa0, 0xab, 0xa7, 0xec, 0xbf, 0x1c53bb6b, 0x1254c367]);
const UNKNOWN_SIZE = -1;
const EBML_HEADER_MAX_BYTES = 12;

const BOX_HEADER_BYTES = 8;
const LARGE_BOX_HEADER_BYTES = 16;

/**
 * Finds the end of the last whole piece of a recording that may have been cut anywhere: a block in WebM, a sample in
 * fragmented MP4. Reads only the end of the file, from the last cluster or fragment.
 * @param size bytes of the file.
 */
export async function wholePart(read: ReadAt, size: number): Promise<WholePart> {
  const head = await read(0, Math.min(size, BOX_HEADER_BYTES));
  if (head.length < BOX_HEADER_BYTES) return { endBytes: size, cut: true, lastMs: null };
  const isMatroska = viewOf(head).getUint32(0) === EBML;
  const isLastPiece = isMatroska ? startsCluster : startsFragment;
  const endFrom = isMatroska ? endOfBlocks : endOfBoxes;
  for (let before = size; ; ) {
    const start = await findLast(read, before, size, isLastPiece);
    // No cluster, no fragment: cutting wouldn't help.
    if (start === null) return { endBytes: size, cut: false, lastMs: null };
    const whole = await endFrom(read, start, size);
    if (whole !== null) return whole;
    // These bytes only looked like the start of a piece.
    before = start;
  }
}

type Matches = (bytes: DataView, at: number) => boolean;
const MATCH_BYTES = 16;

/** The last place before `before` where a piece begins; null when there is none. */
async function findLast(read: ReadAt, before: number, size: number, matches: Matches): Promise<number | null> {
  for (let end = before; end > 0; end -= SEARCH_BYTES) {
    const start = Math.max(0, end - SEARCH_BYTES);
    const bytes = viewOf(await read(start, Math.min(size, end + MATCH_BYTES)));
    for (let at = end - start - 1; at >= 0; at -= 1) {
      if (bytes.byteLength - at >= MATCH_BYTES && matches(bytes, at)) return start + at;
    }
  }
  return null;
}

/** A cluster of unknown size, as live recorders write: they can't go back to fill it in. */
function startsCluster(bytes: DataView, at: number): boolean {
  if (bytes.getUint32(at) !== CLUSTER) return false;
  const size = readVint(bytes, at + 4);
  return size?.value === UNKNOWN_SIZE && bytes.getUint8(at + 4 + size.length) === CLUSTER_TIMESTAMP;
}

/** `moof` starts with `mfhd` (ISO/IEC 14496-12, 8.8.4 and 8.8.5). */
function startsFragment(bytes: DataView, at: number): boolean {
  return boxType(bytes, at) === 'moof' && bytes.getUint32(at + 8) === 16 && boxType(bytes, at + 8) === 'mfhd';
}

/** Walks the elements of a cluster to the end of the file; null when it isn't a cluster. */
async function endOfBlocks(read: ReadAt, clusterStart: number, size: number): Promise<WholePart | null> {
  const viewAt = async (at: number) => viewOf(await read(at, Math.min(size, at + EBML_HEADER_MAX_BYTES)));
  const cluster = readElement(await viewAt(clusterStart));
  if (cluster === null) return null;
  const times = new BlockTimes();
  for (let at = clusterStart + cluster.headerBytes; ; ) {
    if (at === size) return { endBytes: size, cut: false, lastMs: times.lastMs };
    const view = await viewAt(at);
    const element = readElement(view);
    if (element === null) return { endBytes: at, cut: true, lastMs: times.lastMs };
    const isNextCluster = element.id === CLUSTER && element.dataBytes === UNKNOWN_SIZE;
    if (!isNextCluster && (!IN_OR_AFTER_CLUSTER.has(element.id) || element.dataBytes === UNKNOWN_SIZE)) return null;
    const end = at + element.headerBytes + Math.max(0, element.dataBytes);
    if (end > size) return { endBytes: at, cut: true, lastMs: times.lastMs };
    // A cluster without its timestamp, at the very end.
    if (isNextCluster) return { endBytes: at, cut: true, lastMs: times.lastMs };
    times.see(element, view);
    at = end;
  }
}

/** The times of a cluster's blocks, in milliseconds: browsers write no other unit. */
class BlockTimes {
  #clusterMs: number | null = null;
  #lastMs: number | null = null;

  /** `view`: the element's first bytes. */
  see({ id, headerBytes, dataBytes }: Element, view: DataView): void {
    if (id === CLUSTER_TIMESTAMP && headerBytes + dataBytes <= view.byteLength) {
      this.#clusterMs = 0;
      for (let at = 0; at < dataBytes; at += 1)
        this.#clusterMs = this.#clusterMs * 256 + view.getUint8(headerBytes + at);
    }
    // After the number of its track, in one byte.
    if (id !== SIMPLE_BLOCK || dataBytes < 3 || this.#clusterMs === null) return;
    this.#lastMs = Math.max(this.#lastMs ?? 0, this.#clusterMs + view.getInt16(headerBytes + 1));
  }

  get lastMs(): number | null {
    return this.#lastMs ?? this.#clusterMs;
  }
}

/** Walks the boxes of the last fragment to the end of the file; null when it isn't a fragment. */
async function endOfBoxes(read: ReadAt, fragmentStart: number, size: number): Promise<WholePart | null> {
  for (let at = fragmentStart; ; ) {
    if (at === size) return { endBytes: size, cut: false, lastMs: null };
    if (size - at < BOX_HEADER_BYTES) return { endBytes: at, cut: true, lastMs: null };
    const header = viewOf(await read(at, Math.min(size, at + LARGE_BOX_HEADER_BYTES)));
    const type = boxType(header, 0);
    if (!/^[a-z0-9 ]{4}$/i.test(type)) return null;
    const end = at + boxBytes(header, size - at);
    // The first samples of a cut `mdat` are whole, and the reader skips missing ones.
    if (end > size) return { endBytes: type === 'mdat' ? size : at, cut: true, lastMs: null };
    at = end;
  }
}

/** The size of a box in bytes; 0 means it extends to the end of the file, 1 that the size follows in 64 bits. */
function boxBytes(header: DataView, restBytes: number): number {
  const bytes = header.getUint32(0);
  if (bytes === 0) return restBytes;
  if (bytes !== 1) return Math.max(bytes, BOX_HEADER_BYTES);
  return header.byteLength < LARGE_BOX_HEADER_BYTES ? Number.POSITIVE_INFINITY : Number(header.getBigUint64(8));
}

function boxType(bytes: DataView, at: number): string {
  return String.fromCharCode(...[4, 5, 6, 7].map((offset) => bytes.getUint8(at + offset)));
}

interface Element {
  readonly id: number;
  readonly headerBytes: number;
  readonly dataBytes: number;
}

/** An element's header; null when the bytes end before it does. */
function readElement(bytes: DataView): Element | null {
  if (bytes.byteLength === 0) return null;
  const idBytes = Math.clz32(bytes.getUint8(0)) - 23;
  // Ids have at most four bytes; anything longer isn't an element.
  if (idBytes > 4) return { id: 0, headerBytes: 1, dataBytes: 0 };
  if (bytes.byteLength < idBytes) return null;
  let id = 0;
  for (let at = 0; at < idBytes; at += 1) id = id * 256 + bytes.getUint8(at);
  const size = readVint(bytes, idBytes);
  return size === null ? null : { id, headerBytes: idBytes + size.length, dataBytes: size.value };
}

/** A size in EBML (RFC 8794, section 4): all ones means unknown; null when the bytes end before it does. */
function readVint(bytes: DataView, at: number): { value: number; length: number } | null {
  if (at >= bytes.byteLength) return null;
  const first = bytes.getUint8(at);
  const length = Math.clz32(first) - 23;
  if (at + length > bytes.byteLength) return null;
  const marker = 2 ** (8 - length);
  let value = length > 8 ? 0 : first - marker;
  let allOnes = value === marker - 1;
  for (let index = 1; index < length; index += 1) {
    const byte = bytes.getUint8(at + index);
    value = value * 256 + byte;
    allOnes &&= byte === 0xff;
  }
  return { value: allOnes ? UNKNOWN_SIZE : value, length };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
