import type { Message } from '../../recording/message.ts';
import type { Answer, Outcome } from './protocol.ts';

/** How a signature treats a `Content-Type` header. */
export type ContentTypeRule =
  /** The signature names the headers it covers, and this isn't one of them: it may be sent. */
  | 'free'
  /** The signature covers it: a request without it, or with a wrong one, fails. */
  | 'signed'
  /** The signature covers it without saying so: don't send it. */
  | 'forbidden';

/** What an upload URL is by its look, without asking its server. */
export type UrlLook =
  /** A resumable session of Cloud Storage or Mux. */
  | { readonly kind: 'session' }
  /** It has the `upload_id` of such a session, but any host could use that name. */
  | { readonly kind: 'likely-session' }
  /** Signed for one `PUT` of a whole file. `limitBytes`: the store's limit for one `PUT`; null: unknown. */
  | {
      readonly kind: 'whole';
      readonly limitBytes: number | null;
      readonly contentType: ContentTypeRule;
      /** Headers that the store always requires. */
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Signed for something other than an upload. */
  | { readonly kind: 'unusable'; readonly reason: Message }
  | { readonly kind: 'unknown' };

/** What an upload URL is, as far as can be found out without changing anything there. */
export type Discovery =
  /** A resumable session, by its look or by its own answer. */
  | { readonly kind: 'session'; readonly protocol: string }
  /** An existing upload. `outcome`: what its server says about it. */
  | { readonly kind: 'upload'; readonly protocol: string; readonly outcome: Outcome }
  /**
   * An endpoint that creates uploads. `needsLength`: only with their length; null: its server doesn't say.
   * `interference`: something other than its server answered `HEAD`, so it may be an upload after all.
   */
  | {
      readonly kind: 'endpoint';
      readonly protocol: string;
      readonly needsLength: boolean | null;
      readonly interference?: Interference;
    }
  /** A server of this protocol that creates no uploads, at an address that isn't an upload. */
  | { readonly kind: 'no-uploads'; readonly protocol: string }
  /** It takes one whole file: it is signed for that, you chose it, or (`hidden`) nothing can be seen there. */
  | { readonly kind: 'whole'; readonly why: 'signed' | 'chosen' | 'hidden' }
  /**
   * The server is there but shows nothing; the first piece will show more. `unclear`: it says that something is there,
   * but not what, as something in between would.
   */
  | { readonly kind: 'unknown'; readonly status: number; readonly unclear?: true }
  /** Something is already stored there; `lengthBytes` is null when the server doesn't say how much. */
  | { readonly kind: 'occupied'; readonly lengthBytes: number | null }
  /** It is signed for something else; `reason` says what. */
  | { readonly kind: 'unusable'; readonly reason: Message }
  /** Another address answered, or something in between did. `redirectedTo` is safe to show; null: a web page came. */
  | { readonly kind: 'elsewhere'; readonly redirectedTo: string | null }
  /** No answer, or only "later". `status` is null when there was no answer at all. */
  | { readonly kind: 'no-answer'; readonly status: number | null; readonly retryAfterMs: number | null };

/** How a protocol recognizes its addresses. Each method returns null when nothing indicates the protocol. */
export interface Detection {
  /** Headers that make a server of this protocol show itself. */
  readonly probeHeaders: Readonly<Record<string, string>>;
  /** By the URL alone, without a request. */
  byLook(look: UrlLook): Discovery | null;
  /** By an answer to `HEAD` that only an upload of this protocol gives. The answer wasn't redirected. */
  byHead(head: Answer): Discovery | null;
  /** By a server that names the protocol in its answers to `HEAD` or `OPTIONS`. Null: no answer. */
  byServer(head: Answer | null, options: Answer | null): Discovery | null;
}

/** What answered in the server's place. `status` is null when nothing answered. `redirectedTo` is safe to show. */
export interface Interference {
  readonly status: number | null;
  readonly redirectedTo: string | null;
}
