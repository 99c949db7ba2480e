import type { Message } from '../../recording/message.ts';
import type { Answer, Outcome } from './protocol.ts';

/** How a signature treats a `Content-Type` that it was not made with. */
export type ContentTypeRule =
  /** The signature names the headers that it covers, and this is not one of them: it may be sent. */
  | 'free'
  /** The signature covers it: without one it certainly fails, with the wrong one too. */
  | 'signed'
  /** The signature covers it, though it does not say so: none may be sent. */
  | 'forbidden';

/** What an upload URL is by its look: known without asking anybody. */
export type UrlLook =
  /** A resumable session of Cloud Storage or Mux. */
  | { readonly kind: 'session' }
  /** It has the `upload_id` of such a session, but its host may be anybody's. */
  | { readonly kind: 'likely-session' }
  /** Signed for one `PUT` of a whole file. `limitBytes`: what its store takes at most in one `PUT`; null: not known. */
  | {
      readonly kind: 'whole';
      readonly limitBytes: number | null;
      readonly contentType: ContentTypeRule;
      /** Headers that the store wants with it, in any case. */
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Signed for something that is not the upload of a file. */
  | { readonly kind: 'unusable'; readonly reason: Message }
  | { readonly kind: 'unknown' };

/** What an upload URL is, as far as it can be known without changing anything there. */
export type Discovery =
  /** A resumable session, by its look or by its own answer. */
  | { readonly kind: 'session'; readonly protocol: string }
  /** An upload that exists. `outcome` is what its server says of it. */
  | { readonly kind: 'upload'; readonly protocol: string; readonly outcome: Outcome }
  /**
   * Where uploads are created. `needsLength`: only with their length; null: its server does not say. `interference`: something
   * other than its server answered `HEAD`, so it may be an upload after all.
   */
  | {
      readonly kind: 'endpoint';
      readonly protocol: string;
      readonly needsLength: boolean | null;
      readonly interference?: Interference;
    }
  /** A server of this protocol that creates no uploads, at an address that is none. */
  | { readonly kind: 'no-uploads'; readonly protocol: string }
  /** It takes one whole file: signed for that, chosen by the person, or (`hidden`) it lets nobody see what is there. */
  | { readonly kind: 'whole'; readonly why: 'signed' | 'chosen' | 'hidden' }
  /**
   * The server is there and shows nothing. The first piece shows more. `unclear`: it says that something is there, and not
   * what, as something in between would.
   */
  | { readonly kind: 'unknown'; readonly status: number; readonly unclear?: true }
  /** Something is stored there already; `lengthBytes` is null when its server does not say how much. */
  | { readonly kind: 'occupied'; readonly lengthBytes: number | null }
  /** It is signed for something else; `reason` says for what. */
  | { readonly kind: 'unusable'; readonly reason: Message }
  /** Another address answered, or something in between did. `redirectedTo` is safe to show; null: a web page came. */
  | { readonly kind: 'elsewhere'; readonly redirectedTo: string | null }
  /** Nobody answered, or only with words that mean "later". `status` is null when there was no answer at all. */
  | { readonly kind: 'no-answer'; readonly status: number | null; readonly retryAfterMs: number | null };

/** How a protocol recognizes the addresses that it can upload to. Each answer is null where nothing speaks for the protocol. */
export interface Detection {
  /** Headers without which a server of this protocol does not show itself. */
  readonly probeHeaders: Readonly<Record<string, string>>;
  /** By the URL alone: nothing is asked. */
  byLook(look: UrlLook): Discovery | null;
  /** By an answer to `HEAD` that only an upload of this protocol gives. The answer was not redirected. */
  byHead(head: Answer): Discovery | null;
  /** By a server that names the protocol in its answers to `HEAD` or `OPTIONS`. Null: no answer. */
  byServer(head: Answer | null, options: Answer | null): Discovery | null;
}

/** What answered in the server's place. `status` is null when nothing answered. `redirectedTo` is safe to show. */
export interface Interference {
  readonly status: number | null;
  readonly redirectedTo: string | null;
}
