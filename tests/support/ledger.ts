/** What a client can know about one URL from the answers it got. Its next requests are judged by this. */
export interface Ledger {
  /** Whether the effect of the last request is unknown: the next one must be a query. */
  unknown: boolean;
  /** Whether queries are known to be pointless. */
  queriesRefused: boolean;
  /** The last Range seen; null before the first. */
  lastWord: number | null;
  /** The end of what the client may have taken to be stored. */
  takenEnd: number;
  /** Whether it's known to hold a resumable session, from the URL's form or from its answers. */
  isSession: boolean;
  /**
   * Whether it never shows what it holds, or has answered a piece like a whole file without ever having shown a
   * session.
   */
  takesWholeFiles: boolean;
  /**
   * Whether the client has learned that since its last start, from a success that wasn't a portal's. When whole files
   * are then refused for a minute, it may doubt that: something else may have said it, and then only pieces help.
   */
  heardSo: boolean;
  /** Whole files that were refused; null: none. */
  wholeRefusals: { readonly count: number; readonly sinceMs: number } | null;
  /** Whether what the client knew may be lost: that it is a session, too. */
  isForgotten: boolean;
  /** Whether a portal answered in its place when the recording's length was named. */
  portalTookTotal: boolean;
  /**
   * Whether a portal took everything in one request without a word, for a server that shows nothing, or was there when a HEAD got no
   * answer. Until the portal answers a HEAD, it can't be told from the server.
   */
  portalIsUnseen: boolean;
  /** How many queries for what it holds were refused. */
  hidden: number;
  /** Requests that broke off, plus three for each one that was too large: these allow smaller pieces. */
  breaks: number;
  /** Requests refused for no reason. */
  refusals: number;
}

/** What a client knows before its first request. */
export function newLedger(isSession: boolean): Ledger {
  return {
    unknown: true,
    queriesRefused: false,
    isSession,
    hidden: 0,
    breaks: 0,
    refusals: 0,
    lastWord: null,
    takenEnd: 0,
    takesWholeFiles: false,
    heardSo: false,
    wholeRefusals: null,
    isForgotten: false,
    portalTookTotal: false,
    portalIsUnseen: false,
  };
}
