import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { ServerAnswer } from './model-server.ts';
import type { SiteFault } from './site-fault.ts';

/** A request as far as it arrived at a site. */
export interface AtSite {
  readonly request: OutgoingRequest;
  readonly bodyBytes: number;
  /** How much of the body came, from 0 to 1. */
  readonly share: number;
  readonly isGenuine: boolean;
  readonly fault: SiteFault;
}

/** A server with addresses of its own, the rules for what goes there, and what a client may know of it. */
export interface Site {
  /** The address that the program was given. */
  readonly url: string;
  /** For the names of what was seen. */
  readonly name: string;
  /** Holds what leaves against the rules. */
  departs(request: OutgoingRequest, bodyBytes: number): void;
  /** It arrives, whatever becomes of the answer. */
  take(arrived: AtSite): ServerAnswer;
  /** The client hears the answer, or (null) that there is none. */
  hears(request: OutgoingRequest, answer: Answer | null): void;
  /** The person wants it tried again, or whoever counted the tries has died: what is bounded begins afresh. */
  beginsAfresh(): void;
  /** Whoever knew where the server stands has died. */
  crash(): void;
}
