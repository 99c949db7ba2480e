import { type Clock, inTime } from '../../base/clock.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import type { Message } from '../../recording/message.ts';
import type { ByteRange } from '../../upload/chunks.ts';
import { SealedFile } from './sealed-file.ts';

/** What opening a finished recording as a file needs. */
export interface SealedSourcePorts {
  readonly clock: Clock;
  /** The recording as a file, once it has its final length. Null when there is none. */
  openSealed(): Promise<Blob | null>;
  /** Calls back once the current request is on its way. */
  later(callback: () => void): void;
  log(level: LogLevel, message: Message): void;
}

/** Opening a file takes milliseconds. */
const OPENING_MS = 10_000;
const REOPEN_MS = 5_000;

/** The finished recording as a file that the browser reads itself, once it can be opened. */
export class SealedSource {
  readonly #chunkBytes: number;
  readonly #ports: SealedSourcePorts;
  #file: SealedFile | null = null;

  /** `chunkBytes`: how much will probably be sent at a time. */
  constructor(chunkBytes: number, ports: SealedSourcePorts) {
    this.#chunkBytes = chunkBytes;
    this.#ports = ports;
  }

  /** These bytes as a part of the file; null while the file is not open. */
  part(range: ByteRange): Blob | null {
    return this.#file?.part(range) ?? null;
  }

  /**
   * Tries to open the file, whose length must be `totalBytes`. Never rejects: without a file, the bytes are read from
   * the spool.
   */
  async open(totalBytes: number): Promise<void> {
    try {
      const file = await this.#ports.openSealed();
      if (file?.size !== totalBytes) return;
      this.#file = new SealedFile(file, this.#chunkBytes, this.#ports.later);
    } catch (error) {
      console.debug('The recording was not opened as a file.', error);
    }
  }

  /** Opens the file, however many tries it takes. Resolves to false when `signal` is aborted first. */
  async waitUntilOpen(totalBytes: number, signal: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#ports;
    for (let tries = 0; !signal.aborted; tries += 1) {
      if (this.#file !== null) return true;
      const opening = this.open(totalBytes);
      await inTime(opening, OPENING_MS, clock, 'The file was not opened in time.').catch(() => undefined);
      if (this.#file !== null) continue;
      if (tries === 0) log('warning', { id: 'upload.fileNotOpenYet' });
      await clock.wait(REOPEN_MS, signal);
    }
    return false;
  }
}
