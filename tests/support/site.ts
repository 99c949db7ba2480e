import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { ServerAnswer } from './model-server.ts';
import type { SiteFault } from './site-fault.ts';

/** The part of a request that arrived at a site. */
export interface AtSite {
  readonly request: OutgoingRequest;
  readonly bodyBytes: number;
  /** How much of the body arrived, from 0 to 1. */
  readonly share: number;
  readonly isGenuine: boolean;
  readonly fault: SiteFault;
}

/** A server with its own addresses, the rules for requests to it, and what a client can know about it. */
export interface Site {
  /** The address given to the program. */
  readonly url: string;
  /** Used to name what was seen. */
  readonly name: string;
  /** Checks an outgoing request against the rules. */
  departs(request: OutgoingRequest, bodyBytes: number): void;
  /** The request arrives, whatever happens to the answer. */
  take(arrived: AtSite): ServerAnswer;
  /** The client hears the answer or, with null, that there is none. */
  hears(request: OutgoingRequest, answer: Answer | null): void;
  /** The person asks for a retry, or whoever was counting tries has died: limits start over. */
  beginsAfresh(): void;
  /** Whoever knew the server's offset has died. */
  crash(): void;
}
