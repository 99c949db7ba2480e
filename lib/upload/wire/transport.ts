import { type Message, MessageError } from '../../recording/message.ts';
import type { Answer, UploadRequest } from '../protocols/protocol.ts';

/** What a request carries: bytes in memory, or a part of a file that the browser reads itself as it sends. */
export type Body = Uint8Array<ArrayBuffer> | Blob;

/** A request as it leaves: what it carries in place of the range. */
export type OutgoingRequest = Omit<UploadRequest, 'body'> & { readonly body: Body | null };

/** How a request is watched. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** The request is given up when no byte has moved for this long, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Told how many bytes of the body have left, from 0 to its length. */
  onProgress(sentBytes: number): void;
}

/** The wire. One request at a time; no cookies, no cache. An answer that was redirected names it, see {@link Answer}. */
export interface Transport {
  /**
   * @throws TransportError when there is no answer.
   * @throws the signal's reason when it was aborted.
   */
  send(request: OutgoingRequest, options: SendOptions): Promise<Answer>;
}

/** What is said when no answer came, whatever the reason was: a browser hides it. */
export const NO_ANSWER: Message = { id: 'upload.noAnswer' };

/** Where a request was redirected to when the browser hides it; reads like an address in a sentence. */
export const ANOTHER_ADDRESS = 'another address';

/** No answer came. What the request did at the server is unknown. */
export class TransportError extends MessageError {
  override readonly name = 'TransportError';
  readonly kind: 'network' | 'timeout';

  constructor(kind: 'network' | 'timeout', what: Message, options?: ErrorOptions) {
    super(what, options);
    this.kind = kind;
  }
}

/** The error for a request that stood still for `timeoutMs`. */
export function noByteMoved(timeoutMs: number, cause?: unknown): TransportError {
  return new TransportError('timeout', { id: 'upload.noByteMoved', silentMs: timeoutMs }, { cause });
}
