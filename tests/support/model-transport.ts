import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest, SendOptions, Transport } from '../../lib/upload/wire/transport.ts';
import { Flight } from './flight.ts';
import { SiteFlight } from './site-transport.ts';
import type { World } from './world.ts';

/** The wire between the program and the model servers, with the faults scheduled for it. */
export class ModelTransport implements Transport {
  readonly #world: World;
  readonly #flights = new Set<Flight | SiteFlight>();

  constructor(world: World) {
    this.#world = world;
  }

  send(request: OutgoingRequest, options: SendOptions): Promise<Answer> {
    const world = this.#world;
    const isDiscovery = world.departs(request);
    return new Promise((resolve, reject) => {
      const verdict = { resolve, reject };
      const site = world.siteAt(request.url);
      if (site !== null) {
        const flight = new SiteFlight(world, site, request, options, verdict, () => this.#flights.delete(flight));
        this.#flights.add(flight);
        return flight.begin(world.nextSiteFault(site.name));
      }
      const flight = new Flight(world, request, isDiscovery, options, verdict, () => this.#flights.delete(flight));
      this.#flights.add(flight);
      flight.begin(world.nextFault());
    });
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
