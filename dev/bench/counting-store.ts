import type { Readable } from 'node:stream';
import { DataStore, Upload } from '@tus/server';

/** The store @tus/server keeps uploads in; this one keeps only their lengths. */
export class CountingStore extends DataStore {
  readonly #uploads = new Map<string, Upload>();
  readonly #arrived: (piece: Uint8Array) => void;

  constructor(arrived: (piece: Uint8Array) => void) {
    super();
    this.extensions = ['creation', 'creation-defer-length'];
    this.#arrived = arrived;
  }

  override async create(upload: Upload): Promise<Upload> {
    this.#uploads.set(upload.id, copyOf(upload));
    return upload;
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    let at = offset;
    for await (const piece of stream as AsyncIterable<Buffer>) {
      this.#arrived(piece);
      at += piece.length;
    }
    this.#known(id).offset = at;
    return at;
  }

  override async getUpload(id: string): Promise<Upload> {
    return copyOf(this.#known(id));
  }

  override async declareUploadLength(id: string, sizeBytes: number): Promise<void> {
    this.#known(id).size = sizeBytes;
  }

  #known(id: string): Upload {
    const upload = this.#uploads.get(id);
    if (upload === undefined) throw new Error(`There is no upload ${id}.`);
    return upload;
  }
}

/** The server modifies what it's given. */
function copyOf({ id, size, offset, metadata }: Upload): Upload {
  return new Upload({
    id,
    offset,
    ...(size === undefined ? {} : { size }),
    ...(metadata === undefined ? {} : { metadata }),
  });
}
