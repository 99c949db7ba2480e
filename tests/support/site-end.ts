import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { bytesOf } from './fake-file.ts';
import type { FarEnd } from './in-flight.ts';
import type { ServerAnswer } from './model-server.ts';
import { bare, elsewhere, heard, later, type Reply, refusal, whole } from './reply.ts';
import type { Site } from './site.ts';
import type { SiteFault } from './site-fault.ts';
import type { World } from './world.ts';

/** A site's end of one request, and what goes wrong with it. */
export class SiteEnd implements FarEnd {
  readonly #world: World;
  readonly #site: Site;
  readonly #request: OutgoingRequest;
  readonly fault: SiteFault;
  readonly #bodyBytes: number;
  readonly #isGenuine: boolean;
  #hasArrived = false;

  constructor(world: World, site: Site, request: OutgoingRequest, fault: SiteFault) {
    this.#world = world;
    this.#site = site;
    this.#request = request;
    this.fault = fault;
    const body = bytesOf(request.body);
    this.#bodyBytes = body?.length ?? 0;
    // The program may reuse its buffer as soon as it has given up on the request.
    const offset = request.headers['Upload-Offset'];
    this.#isGenuine = body === null || offset === undefined || world.content.matches(body, Number(offset));
  }

  get url(): string {
    return this.#site.url;
  }

  arrive(share: number): ServerAnswer | null {
    if (this.#hasArrived) return null;
    this.#hasArrived = true;
    return this.#site.take({
      request: this.#request,
      bodyBytes: this.#bodyBytes,
      share,
      isGenuine: this.#isGenuine,
      fault: this.fault,
    });
  }

  answer(): Answer {
    const answer = heard(this.#reply(), this.#world.clock.now());
    this.#site.hears(this.#request, answer);
    return answer;
  }

  isUnanswered(): void {
    this.#site.hears(this.#request, null);
  }

  #reply(): Reply {
    const { fault } = this;
    const portal = this.#world.portalAnswer(this.#request, this.#site.url);
    if (portal !== null) return whole(portal);
    switch (fault.kind) {
      case 'elsewhere':
        if (fault.done) this.arrive(1);
        return elsewhere(fault);
      case 'refused once':
        // The minting endpoint does its own counting.
        if (this.#site !== this.#world.mint) this.#world.refuses(this.#site.url, fault.status);
        return refusal(fault);
      case 'retryable':
        if (fault.done) this.arrive(1);
        return later(fault, this.#world.clock.monotonicMs());
      default: {
        const answer = this.arrive(1);
        return answer === null ? bare(500) : whole(answer);
      }
    }
  }
}
