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
  /** `text` isn't the whole body: the connection broke after the headers, or the body was too long or took too long. */
  readonly truncated: boolean;
  /**
   * Where the request was redirected to: origin and last path part, or "another address" when the browser hides it;
   * safe to show. Null: not redirected. A redirected answer says nothing about the upload, whatever its status: it may
   * be the other address's, or 302 when the browser hides it.
   */
  readonly redirectedTo: string | null;
  /** When the headers arrived, in milliseconds since 1970: dates in headers are relative to it. */
  readonly atMs: number;
}

/** A digest that the server computed of what it stored, in base64. */
export interface Digest {
  readonly algorithm: 'crc32c' | 'md5';
  readonly base64: string;
  /** Whether it may be of something else, such as the encrypted file: then only a match means anything. */
  readonly isHint?: true;
}

/** What an answer means. `remember`: what the protocol has to remember from now on. */
export type Outcome = Meaning & { readonly remember?: Partial<ProtocolState> };

/** What an answer means, in the same terms for every protocol. Sizes are bytes. */
type Meaning =
  /** The session was created; bytes go to `location` from now on, which may be relative to where it was created. */
  | { readonly kind: 'created'; readonly location: string }
  /**
   * The server itself says that it has `[0, storedBytes)`. `lengthBytes`: the final length it expects, null while it
   * waits for one; absent when the protocol doesn't say.
   */
  | { readonly kind: 'stored'; readonly storedBytes: number; readonly lengthBytes?: number | null }
  /** The server accepted it as part of an unfinished upload, without saying how much it has. */
  | { readonly kind: 'unreported' }
  /**
   * Success to a piece that wasn't the last: a server without resumable uploads, or a finished session. `unclear`: its
   * body says nothing about the file, so anything in between may have sent it.
   */
  | { readonly kind: 'accepted'; readonly unclear?: true }
  /**
   * The server calls the upload complete. `storedBytes` is null and `digests` empty when it doesn't report them.
   * `inferred`: it only says that it has every byte, which is all the protocol can say. `unclear`: its body says
   * nothing about the file, so anything in between may have sent it.
   */
  | {
      readonly kind: 'complete';
      readonly storedBytes: number | null;
      readonly digests: readonly Digest[];
      readonly inferred?: true;
      readonly unclear?: true;
    }
  /**
   * The length of the file at the URL, by HEAD; null when unknown. `isMissing`: there is no file, or an empty one.
   * `isHollow`: a success said so, as something that says yes to everything does.
   */
  | {
      readonly kind: 'measured';
      readonly sizeBytes: number | null;
      readonly isMissing?: true;
      readonly isHollow?: true;
    }
  /** Whether an upload that doesn't exist was called complete. */
  | { readonly kind: 'probed'; readonly saysYes: boolean }
  /** The server expects another offset: ask which one, at once. */
  | { readonly kind: 'resynchronise' }
  /**
   * Waiting may help. `afterMs`: the wait the server asks for, null when it doesn't. `isElsewhere`: as far as can be
   * known, it wasn't the upload server that answered. `isPage`: a web page with a success status.
   */
  | {
      readonly kind: 'retry';
      readonly afterMs: number | null;
      readonly reason: Message;
      readonly isElsewhere?: true;
      readonly isPage?: true;
    }
  /**
   * The server doesn't answer status queries, or (404) no longer knows the session. `doubtful`: the answer may be a
   * proxy's.
   */
  | { readonly kind: 'not-queryable'; readonly status: number; readonly doubtful?: true }
  /** Something on the way refuses requests of this size. */
  | { readonly kind: 'too-large'; readonly status: number }
  /** Waiting doesn't help, if the server means it. */
  | { readonly kind: 'final'; readonly problem: Problem };

/** The request that an answer belongs to: the same status means different things for each. */
export type Purpose =
  /** `totalBytes` is the final length, null while unknown. */
  | { readonly kind: 'create'; readonly totalBytes: number | null }
  | { readonly kind: 'query' }
  /** Asks for the length of the file at the URL. Changes nothing at any server. */
  | { readonly kind: 'measure' }
  /** Asks about an upload that doesn't exist: only something that says yes to everything calls that complete. Carries nothing. */
  | { readonly kind: 'probe' }
  | { readonly kind: 'send'; readonly range: ByteRange; readonly last: boolean }
  /** All bytes are stored; only the total still has to be named. */
  | { readonly kind: 'finalize'; readonly totalBytes: number };

/** A purpose whose answer is the protocol’s to read: a probe’s says the same in each. */
export type PurposeToRead = Exclude<Purpose, { readonly kind: 'probe' }>;

/** What a request may carry besides bytes. */
export interface Subject {
  readonly state: ProtocolState;
  readonly metadata: UploadMetadata;
}

/** What the server is sent about the file, if the protocol has a place for it. */
export interface UploadMetadata {
  readonly filename: string;
  /** A media type without parameters, such as `video/webm`; null while unknown. */
  readonly filetype: string | null;
}

/** How a protocol sends a recording: in pieces while you record, or as one file after Stop. */
export type Sends = 'pieces' | 'whole-file';

/** One upload protocol, stateless: what to send, and what an answer means. The session decides what follows from it. */
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
  read(purpose: PurposeToRead, answer: Answer): Outcome;
  /** The request that cancels the upload at the server; null when the server has nothing to cancel. */
  cancel(url: string): UploadRequest | null;
  /** The warning when a recording of this size, in bytes, nears or exceeds what the URL takes; null when it doesn't. */
  sizeWarning(url: string, bytes: number): Message | null;
}
