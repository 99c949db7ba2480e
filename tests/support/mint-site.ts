import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { GOOD_SERVER, type ServerAnswer, type ServerPlan } from './model-server.ts';
import type { AtSite, Site } from './site.ts';
import type { TusPlan } from './tus-server.ts';
import type { World } from './world.ts';

/** What a minting endpoint hands out. */
export interface MintOffer {
  readonly serves:
    | { readonly kind: 'content-range'; readonly plan: ServerPlan }
    | { readonly kind: 'tus'; readonly plan: TusPlan };
  /** Whether it names the protocol. */
  readonly isNamed: boolean;
  readonly form: 'flat' | 'nested' | 'text';
}

/** How many URLs may be used in a row without progress: the first, and two replacing dead ones. */
const MAX_WITHOUT_PROGRESS = 3;
/** Fewer consecutive refusals than this, or over less time, are no reason to give up. */
const MAX_DOUBTS = 3;
const DOUBTED_MS = 60_000;
const GOOD_OFFER: MintOffer = {
  serves: { kind: 'content-range', plan: GOOD_SERVER },
  isNamed: true,
  form: 'flat',
};

/** A minting endpoint, and the rules for requests to it. */
export class MintSite implements Site {
  readonly name = 'minting';
  readonly url = 'https://mint.example/uploads?key=SECRET';
  readonly #world: World;
  #offers: readonly MintOffer[];
  readonly #minted: string[] = [];
  #used = new Set<string>();
  #furthestBytes = 0;
  #current = this.url;
  /** Consecutive refusals, and when the first one came. */
  #refusals = 0;
  #refusedSinceMs = 0;

  constructor(offers: readonly MintOffer[], world: World) {
    this.#offers = offers;
    this.#world = world;
  }

  /** The URL used last; the endpoint itself when none was. */
  get current(): string {
    return this.#current;
  }

  get minted(): readonly string[] {
    return this.#minted;
  }

  /** From now on, it hands out only good URLs. */
  mendItsWays(): void {
    this.#offers = [];
  }

  departs({ method }: OutgoingRequest): void {
    if (method !== 'POST') this.#world.violate(`${method} went to the minting endpoint`);
  }

  /** Notes a request to an address that may have been minted here. */
  uses(url: string): void {
    if (!this.#minted.includes(url)) return;
    this.#current = url;
    if (this.#used.has(url)) return;
    const storedBytes = Math.max(0, ...[...this.#used].map((used) => this.#world.storedAt(used)));
    if (storedBytes > this.#furthestBytes) {
      this.#furthestBytes = storedBytes;
      this.#used.clear();
    }
    this.#used.add(url);
    if (this.#used.size > MAX_WITHOUT_PROGRESS) this.#world.violate('One URL after the other was minted');
  }

  take({ share, fault }: AtSite): ServerAnswer {
    const world = this.#world;
    if (share < 1) return { status: 400, headers: {}, text: '' };
    if (fault.kind === 'not now') return { status: 503, headers: { 'retry-after': '20' }, text: '' };
    const offer = this.#offers[this.#minted.length] ?? GOOD_OFFER;
    const { serves } = offer;
    const n = this.#minted.length + 1;
    const url = `https://minted.example/${n}?token=SECRET-${n}`;
    this.#minted.push(url);
    if (serves.kind === 'tus') world.addTus(url, serves.plan);
    // Only the size tells whether an address that mustn't be queried first holds all of it.
    else world.addServer(url, offer.isNamed ? serves.plan : { ...serves.plan, size: 'header' });
    if (serves.kind === 'content-range' && offer.isNamed) world.ledgerAt(url).isSession = true;
    if (fault.kind === 'gone') world.kill(url, fault.status);
    world.kinds.add(`minted: ${serves.kind}, ${offer.isNamed ? 'named' : 'not named'}, ${offer.form}`);
    return { status: 201, headers: {}, text: textOf(url, offer) };
  }

  hears(_request: OutgoingRequest, answer: Answer | null): void {
    const isOwn = answer !== null && answer.redirectedTo === null;
    const isUrl = isOwn && answer.text.includes('minted.example');
    const isLater = answer === null || (isOwn && (answer.status >= 500 || answer.status === 429));
    if (isUrl || isLater) {
      this.#refusals = 0;
      return;
    }
    const nowMs = this.#world.clock.monotonicMs();
    if (this.#refusals === 0) this.#refusedSinceMs = nowMs;
    this.#refusals += 1;
    // A proxy or a sign-in page may refuse for a minute. Anything longer is for the person to deal with.
    if (this.#refusals >= MAX_DOUBTS && nowMs - this.#refusedSinceMs >= DOUBTED_MS)
      this.#world.excuse(this.url, 'minting refused again and again');
  }

  beginsAfresh(): void {
    this.#used.clear();
  }

  crash(): void {
    this.beginsAfresh();
  }
}

function textOf(url: string, { serves, isNamed, form }: MintOffer): string {
  if (form === 'text' && !isNamed) return `${url}\n`;
  const flat = isNamed ? { url, protocol: serves.kind } : { url };
  return JSON.stringify(form === 'nested' ? { data: flat } : flat);
}
