import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { lengthOf } from './fake-file.ts';
import type { FarEnd } from './in-flight.ts';
import { bare, heard, whole } from './reply.ts';
import type { World } from './world.ts';

/** Whether a request asks about an upload that doesn't exist, to find out whether something says yes to everything. */
export function isProbe({ url }: Pick<OutgoingRequest, 'url'>): boolean {
  return url.includes('no-such-upload');
}

/** The end of such a request: no server knows that upload. */
export class ProbeEnd implements FarEnd {
  readonly #world: World;
  readonly #request: OutgoingRequest;
  readonly fault = { kind: 'none' } as const;

  constructor(world: World, request: OutgoingRequest) {
    this.#world = world;
    this.#request = request;
    if (lengthOf(request.body) > 0) world.violate('Bytes were sent to an upload that does not exist');
  }

  get url(): string {
    return this.#request.url;
  }

  arrive(): void {
    // It carries nothing.
  }

  answer(): Answer {
    const portal = this.#world.portal.answer(this.#request, this.#world.clock.monotonicMs());
    return heard(portal === null ? bare(404) : whole(portal), this.#world.clock.now());
  }

  isUnanswered(): void {
    // Nothing depends on it.
  }
}
