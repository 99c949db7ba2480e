import { type Message, MessageError } from '../../recording/message.ts';
import type { Answer, UploadRequest } from '../protocols/protocol.ts';

/** A request's body: bytes in memory, or a part of a file that the browser reads while sending. */
export type Body = Uint8Array<ArrayBuffer> | Blob;

/** A request as it is sent, with its body in place of the range. */
export type OutgoingRequest = Omit<UploadRequest, 'body'> & { readonly body: Body | null };

/** How to watch a request. */
export interface SendOptions {
  readonly signal: AbortSignal;
  /** Give up when no byte has moved for this long, in milliseconds. */
  readonly stallTimeoutMs: number;
  /** Called with how many bytes of the body have been sent, from 0 to its length. */
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

/** The message when no answer came; the browser hides the reason. */
export const NO_ANSWER: Message = { id: 'upload.noAnswer' };

/** Stands for the target of a redirect that the browser hides; reads like an address in a sentence. */
export const ANOTHER_ADDRESS = 'another address';

/** No answer came. The request's effect at the server is unknown. */
export class TransportError extends MessageError {
  override readonly name = 'TransportError';
  readonly kind: 'network' | 'timeout';

  constructor(kind: 'network' | 'timeout', what: Message, options?: ErrorOptions) {
    super(what, options);
    this.kind = kind;
  }
}

/** The error for a request that stalled for `timeoutMs`. */
export function noByteMoved(timeoutMs: number, cause?: unknown): TransportError {
  return new TransportError('timeout', { id: 'upload.noByteMoved', silentMs: timeoutMs }, { cause });
}
