import type { Clock } from '../base/clock.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import type { Message } from '../recording/message.ts';
import type { Link } from '../recording/snapshot.ts';
import type { ByteRange } from './chunks.ts';
import type { Network } from './network.ts';
import type { Digest, UploadMetadata } from './protocols/protocol.ts';
import type { RetryPolicy } from './retry.ts';
import type { Problem } from './session/problem.ts';
import type { Session } from './session/session.ts';
import type { Body, Transport } from './wire/transport.ts';

/** How an upload goes about it. `sendEarlyMs`: send what is there at least this often; null sends whole chunks only. */
export interface UploadOptions {
  readonly chunkBytes: number;
  readonly retry: RetryPolicy;
  readonly stallTimeoutMs: number;
  readonly sendEarlyMs: number | null;
}

/** How far an upload is. */
export interface UploadProgress {
  readonly link: Link;
  readonly ackedBytes: number;
  readonly sentBytes: number;
}

/** All that an upload needs of the world. */
export interface UploadPorts {
  readonly clock: Clock;
  readonly transport: Transport;
  readonly network: Network;
  /** Whether you have paused the upload; see `Uploader.pausedChanged`. */
  isPaused(): boolean;
  /** A number in [0, 1). */
  random(): number;
  /** How many bytes of the recording are on disk; all of them when it is sealed. */
  spooledBytes(): number;
  /** Bytes of the recording that are on disk. A buffer may be used again at the next call. */
  read(range: ByteRange): Body;
  /** What the server gets to know about the file. */
  metadata(): UploadMetadata;
  /** Remembers the session. Must not reject: an upload continues without its notes. */
  save(session: Session): Promise<void>;
  /** Remembers how far the session is, when there is time for it: of that the server can be asked again. */
  note(session: Session): void;
  /**
   * Holds the digests that the server computed against the recording, which takes a minute for some gigabytes.
   * @throws the signal's reason when it is aborted.
   */
  verify(digests: readonly Digest[], signal: AbortSignal): Promise<'agrees' | 'not-compared' | Problem>;
  report(progress: UploadProgress): void;
  log(level: LogLevel, message: Message): void;
}
