/** The beginning of a piece of a file: its name, and the lengths of its head and of what follows, in bytes. */
export interface Head<Name> {
  readonly name: Name;
  readonly headBytes: number;
  readonly dataBytes: number;
}

/** A kind of file that consists of named pieces, which may contain others. */
export interface Grammar<Name> {
  /** `more`: the head ends after these bytes. `lost`: there can be no piece here. */
  head(bytes: Uint8Array, at: number): Head<Name> | 'more' | 'lost';
  /** How many bytes of a piece's data {@link read} looks at, at most. */
  neededBytes(head: Head<Name>): number;
  /** Takes what is needed of a piece. `data` may be shorter than needed if the piece is. */
  read(name: Name, data: Uint8Array): void;
  /** Whether the pieces in it are read next; otherwise it is skipped. */
  isOpened(name: Name): boolean;
}

/** Reads a file as it is written, slice by slice, wherever the slices are cut. It looks at the beginning of each piece and skips the rest. */
export class FileScan<Name> {
  readonly #grammar: Grammar<Name>;
  /** What the last slice cut off. */
  #rest: Uint8Array<ArrayBufferLike> = new Uint8Array();
  #skipBytes = 0;
  #isLost = false;

  constructor(grammar: Grammar<Name>) {
    this.#grammar = grammar;
  }

  /** Whether this is no such file. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Takes the next slice. */
  add(slice: Uint8Array): void {
    if (this.#isLost) return;
    let bytes = slice;
    if (this.#rest.length > 0) {
      bytes = new Uint8Array(this.#rest.length + slice.length);
      bytes.set(this.#rest);
      bytes.set(slice, this.#rest.length);
    }
    let at = 0;
    while (at < bytes.length) {
      const skipped = Math.min(this.#skipBytes, bytes.length - at);
      this.#skipBytes -= skipped;
      at += skipped;
      const readBytes = at < bytes.length ? this.#piece(bytes, at) : 0;
      if (readBytes === 0) break;
      at += readBytes;
    }
    this.#rest = this.#isLost ? new Uint8Array() : bytes.slice(at);
  }

  /** Returns how many bytes were read; 0: the rest of the piece has yet to come, or there is none. */
  #piece(bytes: Uint8Array, at: number): number {
    const grammar = this.#grammar;
    const head = grammar.head(bytes, at);
    this.#isLost = head === 'lost';
    if (head === 'lost' || head === 'more') return 0;
    const dataAt = at + head.headBytes;
    const needed = Math.min(head.dataBytes, grammar.neededBytes(head));
    if (bytes.length - dataAt < needed) return 0;
    grammar.read(head.name, bytes.subarray(dataAt, dataAt + needed));
    if (!grammar.isOpened(head.name)) this.#skipBytes = head.dataBytes;
    return head.headBytes;
  }
}

/** A number of so many bytes, the highest first. Bytes that aren't there count as 0. */
export function numberAt(bytes: Uint8Array, at: number, length: number): number {
  let value = 0;
  for (let index = at; index < at + length; index += 1) value = value * 256 + (bytes[index] ?? 0);
  return value;
}
