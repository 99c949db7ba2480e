import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest, SendOptions, Transport } from '../../lib/upload/wire/transport.ts';
import { type FarEnd, InFlight } from './in-flight.ts';
import { isProbe, ProbeEnd } from './probe-end.ts';
import { ServerEnd } from './server-end.ts';
import { SiteEnd } from './site-end.ts';
import type { World } from './world.ts';

/** The wire between the program and the model servers, with the faults scheduled for it. */
export class ModelTransport implements Transport {
  readonly #world: World;
  readonly #flights = new Set<InFlight>();

  constructor(world: World) {
    this.#world = world;
  }

  send(request: OutgoingRequest, options: SendOptions): Promise<Answer> {
    const world = this.#world;
    const far = this.#farEnd(request);
    return new Promise((resolve, reject) => {
      const flight = new InFlight(world, far, request, options, { resolve, reject }, () =>
        this.#flights.delete(flight),
      );
      this.#flights.add(flight);
      flight.begin();
    });
  }

  #farEnd(request: OutgoingRequest): FarEnd {
    const world = this.#world;
    if (isProbe(request)) return new ProbeEnd(world, request);
    const isDiscovery = world.departs(request);
    const site = world.siteAt(request.url);
    if (site === null) return new ServerEnd(world, request, isDiscovery, world.nextFault());
    return new SiteEnd(world, site, request, world.nextSiteFault(site.name));
  }

  /** The network goes down: connections break or, with `hang`, go silent. */
  cutAll(hang: boolean): void {
    for (const flight of [...this.#flights]) flight.cut(hang);
  }

  /** The machine dies in the middle of its requests: nobody hears back from them. */
  crash(): void {
    for (const flight of [...this.#flights]) flight.vanish();
  }
}
