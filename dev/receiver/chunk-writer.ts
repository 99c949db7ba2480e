import { type FileHandle, open } from 'node:fs/promises';
import type { StorePlan } from './session.ts';

/** Writes one chunk's body to a session's file as it arrives; bytes already held are compared, not written. */
export class ChunkWriter {
  readonly #file: FileHandle;
  readonly #plan: StorePlan;
  #arrivedBytes = 0;
  #mismatchAt: number | null = null;

  private constructor(file: FileHandle, plan: StorePlan) {
    this.#file = file;
    this.#plan = plan;
  }

  /** Truncates the file to `heldBytes` first: the rest was left by a request that broke off. */
  static async open(path: string, plan: StorePlan, heldBytes: number): Promise<ChunkWriter> {
    const file = await open(path, 'r+');
    await file.truncate(heldBytes);
    return new ChunkWriter(file, plan);
  }

  /** Where the bytes sent again first differ from those held; null when they don't. */
  get mismatchAt(): number | null {
    return this.#mismatchAt;
  }

  /** Bytes of the body seen so far. */
  get arrivedBytes(): number {
    return this.#arrivedBytes;
  }

  async write(piece: Buffer): Promise<void> {
    const skip = Math.min(piece.length, Math.max(0, this.#plan.skipBytes - this.#arrivedBytes));
    const position = this.#plan.start + this.#arrivedBytes;
    if (skip > 0 && this.#mismatchAt === null) await this.#compare(piece.subarray(0, skip), position);
    if (skip < piece.length) await this.#file.write(piece, skip, piece.length - skip, position + skip);
    this.#arrivedBytes += piece.length;
  }

  /** Truncates the file to this length and closes it. */
  async closeAt(fileBytes: number): Promise<void> {
    await this.#file.truncate(fileBytes);
    await this.#file.close();
  }

  async #compare(sent: Buffer, position: number): Promise<void> {
    const held = Buffer.alloc(sent.length);
    await this.#file.read(held, 0, held.length, position);
    const differs = held.findIndex((byte, index) => byte !== sent[index]);
    if (differs >= 0) this.#mismatchAt = position + differs;
  }
}
