import type { Message } from '../../recording/message.ts';
import type { ByteRange } from '../chunks.ts';
import type { Problem } from '../session/problem.ts';
import type { ChunkRule } from './chunk-rule.ts';
import type { Detection } from './detection.ts';
import type { ProtocolState } from './protocol-state.ts';

/** A request to make. `body` names the bytes of the recording to send; null sends none. */
export interface UploadRequest {
  readonly method: 'PUT' | 'POST' | 'PATCH' | 'HEAD' | 'DELETE' | 'OPTIONS';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ByteRange | null;
}

/** What came back. Header names are in lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, at most 64 KiB of it. */
  readonly text: string;
  /** `text` is not the whole body: the connection broke after the headers, or it was longer, or took too long. */
  readonly truncated: boolean;
  /**
   * Where the request was redirected to: origin and last path part, or "another address" where the browser hides it;
   * safe to show. Null when nothing was redirected. An answer that was redirected says nothing about the upload, whatever
   * its status is: it may be that of the other address, or 302 where the browser hides it.
   */
  readonly redirectedTo: string | null;
  /** When the headers arrived, in milliseconds since 1970: dates in headers are relative to it. */
  readonly atMs: number;
}

/** A digest that the server computed of what it stored, in base64. */
export interface Digest {
  readonly algorithm: 'crc32c' | 'md5';
  readonly base64: string;
  /** Whether it may be of something else, such as the encrypted file: then only agreement says anything. */
  readonly isHint?: true;
}

/** What an answer means. `remember`: what the protocol has to remember of its upload from here on. */
export type Outcome = Meaning & { readonly remember?: Partial<ProtocolState> };

/** What an answer means, in the same words for every protocol. Sizes are bytes. */
type Meaning =
  /** The session was created; bytes go to `location` from now on, which may be relative to where it was created. */
  | { readonly kind: 'created'; readonly location: string }
  /**
   * The server holds `[0, storedBytes)`, by its own word. `lengthBytes`: the final length that it goes by, null while it
   * awaits one; left out where the protocol does not say.
   */
  | { readonly kind: 'stored'; readonly storedBytes: number; readonly lengthBytes?: number | null }
  /** The server took it as part of an unfinished upload, and does not say how much it holds. */
  | { readonly kind: 'unreported' }
  /**
   * Success to a piece that was not the last: a server without resumable uploads, or a session that was finished. `unclear`: it
   * comes with words that say nothing about the file, so anything in between may have said them.
   */
  | { readonly kind: 'accepted'; readonly unclear?: true }
  /**
   * The server calls the upload complete. `storedBytes` is null and `digests` empty where it does not report them.
   * `inferred`: it only says that it holds every byte, which is all that the protocol has for it. `unclear`: it has words, and
   * none of them is about the file: anything in between may have said them.
   */
  | {
      readonly kind: 'complete';
      readonly storedBytes: number | null;
      readonly digests: readonly Digest[];
      readonly inferred?: true;
      readonly unclear?: true;
    }
  /** How long the file at the URL is, by HEAD; null when that is unknown. `isMissing`: there is none, or an empty one. */
  | { readonly kind: 'measured'; readonly sizeBytes: number | null; readonly isMissing?: true }
  /** The server wants another offset: ask which, at once. */
  | { readonly kind: 'resynchronise' }
  /**
   * Waiting may help. `afterMs` is the server's wish, null when it has none. `isElsewhere`: it is not the upload server that
   * has answered, as far as anyone can know. `isPage`: a web page came, with a status of success.
   */
  | {
      readonly kind: 'retry';
      readonly afterMs: number | null;
      readonly reason: Message;
      readonly isElsewhere?: true;
      readonly isPage?: true;
    }
  /**
   * This server does not answer status queries, or (404) no longer knows the session. `doubtful`: the answer may be that of
   * a proxy.
   */
  | { readonly kind: 'not-queryable'; readonly status: number; readonly doubtful?: true }
  /** Something on the way takes no request of this size. */
  | { readonly kind: 'too-large'; readonly status: number }
  /** Waiting does not help, if the server means it. */
  | { readonly kind: 'final'; readonly problem: Problem };

/** Which request an answer belongs to: the same status means different things to each. */
export type Purpose =
  /** `totalBytes` is the final length, null while it is not known. */
  | { readonly kind: 'create'; readonly totalBytes: number | null }
  | { readonly kind: 'query' }
  /** How long the file at the URL is. Changes nothing at any server. */
  | { readonly kind: 'measure' }
  | { readonly kind: 'send'; readonly range: ByteRange; readonly last: boolean }
  /** All bytes are there; only the total is still to be named. */
  | { readonly kind: 'finalize'; readonly totalBytes: number };

/** What a request may have to say besides the bytes. */
export interface Subject {
  readonly state: ProtocolState;
  readonly metadata: UploadMetadata;
}

/** What the server gets to know about the file, where the protocol has a place for it. */
export interface UploadMetadata {
  readonly filename: string;
  /** A media type without parameters, such as `video/webm`; null while it is not known. */
  readonly filetype: string | null;
}

/** How a protocol sends a recording: in pieces while you record, or as one file after Stop. */
export type Sends = 'pieces' | 'whole-file';

/**
 * One way to speak to an upload server, without a memory: what to send, and what the answer means.
 * What to make of it, given all that came before, is decided by the session.
 */
export interface Protocol {
  /** As stored in the catalog and named by minting endpoints. */
  readonly name: string;
  /** Its name beside an upload URL. */
  readonly label: Message;
  /** How a recording is sent: in pieces while you record, or as one file after Stop. */
  readonly sends: Sends;
  /** Whether to try it with addresses that don't show what they speak. Exactly one protocol per way of sending. */
  readonly isDefault: boolean;
  /**
   * Whether a URL that was minted for this protocol can be used as it is. False: ask its server first, because it may be an
   * upload or an endpoint that creates uploads.
   */
  readonly opensMinted: boolean;
  readonly rule: ChunkRule;
  readonly detect: Detection;
  request(purpose: Purpose, url: string, subject: Subject): UploadRequest;
  read(purpose: Purpose, answer: Answer): Outcome;
  /** The request that cancels the upload at the server; null when the server has nothing to cancel. */
  cancel(url: string): UploadRequest | null;
  /** The warning when a recording of this size, in bytes, nears or exceeds what the URL takes; null when it doesn't. */
  sizeWarning(url: string, bytes: number): Message | null;
}
