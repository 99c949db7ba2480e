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

/** The options of an upload. `sendEarlyMs`: send what is there at least this often; null sends whole chunks only. */
export interface UploadOptions {
  readonly chunkBytes: number;
  readonly retry: RetryPolicy;
  readonly stallTimeoutMs: number;
  readonly sendEarlyMs: number | null;
}

/** The progress of an upload. */
export interface UploadProgress {
  readonly link: Link;
  readonly ackedBytes: number;
  readonly sentBytes: number;
}

/** What an upload needs. */
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
  /** What the server is sent about the file. */
  metadata(): UploadMetadata;
  /** Saves the session. Must not reject: an upload continues without its notes. */
  save(session: Session): Promise<void>;
  /** Saves the session's progress when there is time: the server can be asked for it again. */
  note(session: Session): void;
  /**
   * Compares the server's digests with the recording, which takes a minute for some gigabytes.
   * @throws the signal's reason when it is aborted.
   */
  verify(digests: readonly Digest[], signal: AbortSignal): Promise<'agrees' | 'not-compared' | Problem>;
  report(progress: UploadProgress): void;
  log(level: LogLevel, message: Message): void;
}
