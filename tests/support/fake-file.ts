import type { Body } from '../../lib/upload/transport.ts';

type Read = (start: number, into: Uint8Array<ArrayBuffer>) => void;

/** A part of a file that is read when it is sent, as a browser's Blob; but at once. */
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

  /** To hand it to the program, which only cuts it. */
  asBlob(): Blob {
    return this as unknown as Blob;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    const into = new Uint8Array(this.size);
    this.#read(this.#start, into);
    return into;
  }
}

/** What a request carries, whichever way. @throws TypeError on a real Blob, which cannot be read at once. */
export function bytesOf(body: Body | null): Uint8Array<ArrayBuffer> | null {
  if (body === null || body instanceof Uint8Array) return body;
  const file: unknown = body;
  if (file instanceof FakeFile) return file.bytes();
  throw new TypeError('A real Blob cannot be read at once.');
}
