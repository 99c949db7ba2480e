import { assertNever } from '../../lib/base/errors.ts';
import type { ContentRange } from './content-range-header.ts';

/** What an upload request asks for. */
export type RequestKind = 'middle' | 'last' | 'query' | 'finalize';

/** What goes wrong: one of these, distinguished by its key. */
export type FaultAction =
  /** Reads the body, stores nothing, and answers this. */
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Stores this many bytes of the chunk and reports that. */
  | { readonly storePartially: number }
  /** Resets the connection after this many bytes of the body; what arrived is kept as the dialect's `onAbort` says. */
  | { readonly resetAfterBytes: number }
  /** Stores everything, then resets the connection: the answer is lost. */
  | { readonly storeThenReset: true }
  /** Stores everything, then breaks off partway through the answer's body. */
  | { readonly storeThenTruncateAnswer: true }
  /** Reads nothing for this many milliseconds (`Infinity`: forever), then continues as usual. */
  | { readonly hangMs: number }
  /**
   * Stores everything and claims to hold this many bytes more, or fewer. In a final answer: the stored length is false.
   */
  | { readonly ackExtra: number }
  | { readonly ackLess: number }
  /** Stores the last bytes but answers 308, with all of them in `Range`; a later `bytes *\/T` completes. */
  | { readonly answer308ToLast: true };

/** Which requests a fault applies to; all given fields must match. */
export interface FaultTrigger {
  /** PUT when absent. POST mints an upload URL; for POST and OPTIONS only `status` and `hangMs` work. */
  readonly method?: string;
  readonly kind?: RequestKind;
  /** The chunk starts at this byte or later. */
  readonly fromByte?: number;
  readonly sessionId?: string;
  /** 1-based, among the requests that match everything else since the fault was added. */
  readonly nth?: number;
}

/** A scripted fault: happens `times` times (once when absent), starting with the `nth` matching request. */
export interface Fault {
  readonly on?: FaultTrigger;
  readonly times?: number;
  readonly do: FaultAction;
}

/** The parts of a request that faults are matched against. */
export interface FaultSubject {
  readonly method: string;
  readonly range: ContentRange | null;
  readonly sessionId: string | null;
}

/** The faults still to come. */
export class FaultScript {
  #armed: { readonly fault: Fault; seen: number; done: number }[] = [];

  add(fault: Fault): void {
    this.#armed.push({ fault, seen: 0, done: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault for this request; null when all goes well. Every matching fault counts it; the first one added acts. */
  take(subject: FaultSubject): FaultAction | null {
    const matching = this.#armed.filter(({ fault }) => matches(fault.on ?? {}, subject));
    for (const armed of matching) armed.seen += 1;
    const due = matching.find(({ fault, seen, done }) => seen >= (fault.on?.nth ?? 1) && done < (fault.times ?? 1));
    if (due === undefined) return null;
    due.done += 1;
    return due.fault.do;
  }
}

/** How a fault changes what's stored and answered for a request; {@link NO_EFFECTS} when it changes nothing. */
export interface FaultEffects {
  /** The most bytes of the body to keep. */
  readonly keepBytes: number;
  /** The connection is reset after this many bytes of the body. */
  readonly resetAfterBytes: number;
  /** Bytes the answer claims beyond those held; negative when it hides some. */
  readonly claimBytes: number;
  /** Whether the session stays open even though everything is there. */
  readonly withholdsEnd: boolean;
  readonly answer: 'sent' | 'lost' | 'truncated';
}

const NO_EFFECTS: FaultEffects = {
  keepBytes: Number.POSITIVE_INFINITY,
  resetAfterBytes: Number.POSITIVE_INFINITY,
  claimBytes: 0,
  withholdsEnd: false,
  answer: 'sent',
};

/** What the fault does once the request is let in. */
export function effectsOf(fault: FaultAction | null): FaultEffects {
  if (fault === null || 'status' in fault || 'hangMs' in fault) return NO_EFFECTS;
  if ('storePartially' in fault) return { ...NO_EFFECTS, keepBytes: fault.storePartially };
  if ('resetAfterBytes' in fault) return { ...NO_EFFECTS, resetAfterBytes: fault.resetAfterBytes };
  if ('storeThenReset' in fault) return { ...NO_EFFECTS, answer: 'lost' };
  if ('storeThenTruncateAnswer' in fault) return { ...NO_EFFECTS, answer: 'truncated' };
  if ('ackExtra' in fault) return { ...NO_EFFECTS, claimBytes: fault.ackExtra };
  if ('ackLess' in fault) return { ...NO_EFFECTS, claimBytes: -fault.ackLess };
  if ('answer308ToLast' in fault) return { ...NO_EFFECTS, withholdsEnd: true };
  return assertNever(fault);
}

/** What an upload request asks for; null when it has no range. */
export function requestKind(range: ContentRange | null): RequestKind | null {
  if (range === null) return null;
  if (range.kind === 'query') return range.total === null ? 'query' : 'finalize';
  return range.end === range.total ? 'last' : 'middle';
}

function matches(on: FaultTrigger, { method, range, sessionId }: FaultSubject): boolean {
  return (
    (on.method ?? 'PUT') === method &&
    (on.kind === undefined || on.kind === requestKind(range)) &&
    (on.sessionId === undefined || on.sessionId === sessionId) &&
    (on.fromByte === undefined || (range?.kind === 'bytes' && range.start >= on.fromByte))
  );
}
