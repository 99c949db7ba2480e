/** What a client may know of one URL, from what it was answered: the judge of what it asks next. */
export interface Ledger {
  /** Whether what the last request did is unknown: the next must be a question. */
  unknown: boolean;
  /** Whether questions are known to lead nowhere. */
  queriesRefused: boolean;
  /** The last Range that was seen; null while there was none. */
  lastWord: number | null;
  /** The end of what may have been taken as stored. */
  takenEnd: number;
  /** Whether it is known to hold a resumable session: by its look, or by what it has answered. */
  isSession: boolean;
  /** Whether it lets nobody see what is there, or has answered a piece like a whole file without having shown a session. */
  takesWholeFiles: boolean;
  /** Whether the client knows that since its last start. */
  heardSo: boolean;
  /** Looks at what is there that were refused. */
  hidden: number;
  /** Requests that broke off, and three for each that was too large: then pieces may be smaller. */
  breaks: number;
  /** Requests that were refused for no reason. */
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
  };
}
