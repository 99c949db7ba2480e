import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { lengthOf } from './fake-file.ts';
import type { FarEnd } from './in-flight.ts';
import type { AbsentUpload } from './model-server.ts';
import type { FailingProbe } from './portal.ts';
import { bare, elsewhere, heard, type Reply, whole } from './reply.ts';
import type { World } from './world.ts';

const MARK = '-no-such-upload';

/** Whether a request asks about an upload that doesn't exist, to find out whether something says yes to everything. */
export function isProbe({ url }: Pick<OutgoingRequest, 'url'>): boolean {
  return url.includes(MARK);
}

/** The end of such a request: no server knows that upload. */
export class ProbeEnd implements FarEnd {
  readonly #world: World;
  readonly #request: OutgoingRequest;
  readonly fault = { kind: 'none' } as const;
  #how: AbsentUpload | FailingProbe | 'yes' = 404;

  constructor(world: World, request: OutgoingRequest) {
    this.#world = world;
    this.#request = request;
    if (lengthOf(request.body) > 0) world.violate('Bytes were sent to an upload that does not exist');
  }

  get url(): string {
    return this.#request.url;
  }

  breaksOff(): boolean {
    const world = this.#world;
    this.#how = world.portal.nextProbe(this.url, world.clock.monotonicMs()) ?? this.#ofServer;
    world.kinds.add(`probe: ${this.#how}`);
    return this.#how === 'no answer';
  }

  arrive(): void {
    // It carries nothing.
  }

  answer(): Answer {
    return heard(this.#reply(), this.#world.clock.now());
  }

  isUnanswered(): void {
    // Nothing depends on it.
  }

  get #ofServer(): AbsentUpload {
    const url = this.url.replaceAll(MARK, '');
    return this.#world.siteAt(url) === null ? this.#world.serverAt(url).plan.absent : 404;
  }

  #reply(): Reply {
    const how = this.#how;
    switch (how) {
      case 'yes':
        return whole(this.#world.portal.yes(this.#request));
      case 'page':
        return elsewhere({ form: 'page', status: 200 });
      case 'redirect':
        return elsewhere({ form: 'redirect', status: 200 });
      case 'no answer':
        throw new Error('It broke off.');
      default:
        return bare(how);
    }
  }
}
