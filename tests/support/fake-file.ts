import type { Body } from '../../lib/upload/wire/transport.ts';

type Read = (start: number, into: Uint8Array<ArrayBuffer>) => void;

/** A part of a file that is only read when it's sent, like a browser's Blob, but synchronously. */
export class FakeFile {
  readonly #read: Read;
  readonly #start: number;
  readonly size: number;

  constructor(read: Read, start: number, end: number) {
    this.#read = read;
    this.#start = start;
    this.size = end - start;
  }

  slice(start: number, end: number): FakeFile {
    return new FakeFile(this.#read, this.#start + start, this.#start + Math.min(end, this.size));
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.bytes().buffer;
  }

  /** The Blob to pass to the program, which slices, joins or reads it. */
  asBlob(): Blob {
    return this as unknown as Blob;
  }

  /** Fills the buffer with the bytes from `start` onwards. */
  read(start: number, into: Uint8Array<ArrayBuffer>): void {
    this.#read(this.#start + start, into);
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const into = new Uint8Array(this.size);
    this.read(0, into);
    return into;
  }
}

/** Concatenates them, like the browser's `new Blob(parts)`. */
export function joined(parts: readonly Blob[]): Blob {
  const files = parts.map((part) => {
    const file: unknown = part;
    if (file instanceof FakeFile) return file;
    throw new TypeError('A real Blob cannot be read at once.');
  });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const read: Read = (start, into) => {
    let at = 0;
    for (const file of files) {
      const [from, to] = [Math.max(start, at), Math.min(start + into.length, at + file.size)];
      if (from < to) file.read(from - at, into.subarray(from - start, to - start));
      at += file.size;
    }
  };
  return new FakeFile(read, 0, bytes).asBlob();
}

/** How many bytes a request carries. */
export function lengthOf(body: Body | null): number {
  if (body === null) return 0;
  return body instanceof Uint8Array ? body.length : body.size;
}

/** What a request carries, in whatever form. @throws TypeError for a real Blob, which can't be read synchronously. */
export function bytesOf(body: Body | null): Uint8Array<ArrayBuffer> | null {
  if (body === null || body instanceof Uint8Array) return body;
  const file: unknown = body;
  if (file instanceof FakeFile) return file.bytes();
  throw new TypeError('A real Blob cannot be read at once.');
}

/** A file of this many equal bytes. */
export function fileOf(bytes: number): Blob {
  return new FakeFile((_start, into) => into.fill(1), 0, bytes).asBlob();
}
