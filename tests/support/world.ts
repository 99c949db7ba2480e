import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { claimOf } from './claim.ts';
import type { Content } from './content.ts';
import type { FakeClock } from './fake-clock.ts';
import { lengthOf } from './fake-file.ts';
import { type Fault, faultName } from './fault.ts';
import { Hangs } from './hangs.ts';
import { judgeClaim } from './judge-claim.ts';
import { type Ledger, newLedger } from './ledger.ts';
import { type MintOffer, MintSite } from './mint-site.ts';
import { ModelServer, type ServerAnswer, type ServerPlan } from './model-server.ts';
import { planNames } from './plan-names.ts';
import { Portal } from './portal.ts';
import type { Site } from './site.ts';
import { type SiteFault, siteFaultName } from './site-fault.ts';
import type { TusPlan } from './tus-server.ts';
import { TusSite } from './tus-site.ts';

const CHUNK_UNIT_BYTES = 256 * 1024;
/** Without a network, there is a try about once a minute: the browser may be wrong. */
const OFFLINE_TRY_MS = 59_000;

/** A reason for an upload to end for now, although it must continue when retried. */
export const PORTAL = 'something else answered for more than a minute';

/** A recording's rules, which its requests are checked against. */
export interface Rules {
  readonly chunkBytes: number;
  readonly early: boolean;
}

/** What goes wrong in a world, and what its minting endpoint hands out; null: there is none. */
export interface Trouble {
  readonly faults: readonly Fault[];
  readonly siteFaults: readonly SiteFault[];
  readonly offers: readonly MintOffer[] | null;
}

/** Everything outside the program: servers, network and disk, with checks that the rules are kept. */
export class World {
  readonly clock: FakeClock;
  readonly content: Content;
  readonly hangs = new Hangs();
  readonly portal = new Portal();
  readonly rules: Rules;
  readonly violations: string[] = [];
  /** What was seen, by name. */
  readonly kinds: Set<string>;
  /** For each URL, everything that may excuse its upload from ever completing. */
  readonly #causes = new Map<string, Set<string>>();
  readonly #servers = new Map<string, ModelServer>();
  readonly #ledgers = new Map<string, Ledger>();
  /** Whether the list takes no changes. */
  listFails = false;
  readonly #retired = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #networkListeners = new Set<() => void>();
  readonly #sites = new Map<string, Site>();
  /** Where URLs are minted; null when the person enters them. */
  readonly mint: MintSite | null;
  #faults: readonly Fault[];
  #siteFaults: readonly SiteFault[];
  #online = true;
  #isCalledOffline = false;
  /** When something was last tried without a network, or the network went down. */
  #triedAtMs = Number.NEGATIVE_INFINITY;
  /** Bytes written and flushed. */
  committedBytes = 0;
  sealedBytes: number | null = null;

  constructor(clock: FakeClock, content: Content, rules: Rules, trouble: Trouble, kinds: Set<string>) {
    this.clock = clock;
    this.content = content;
    this.rules = rules;
    this.kinds = kinds;
    this.#faults = trouble.faults;
    this.#siteFaults = trouble.siteFaults;
    this.mint = trouble.offers === null ? null : new MintSite(trouble.offers, this);
    if (this.mint !== null) this.#sites.set(siteKey(this.mint.url), this.mint);
  }

  get online(): boolean {
    return this.#online;
  }

  set online(online: boolean) {
    if (online === this.#online) return;
    this.#online = online;
    this.#triedAtMs = this.clock.monotonicMs();
    for (const listener of [...this.#networkListeners]) listener();
  }

  /** The browser wrongly reports no network. */
  get isCalledOffline(): boolean {
    return this.#isCalledOffline;
  }

  set isCalledOffline(isCalledOffline: boolean) {
    if (isCalledOffline === this.#isCalledOffline) return;
    this.#isCalledOffline = isCalledOffline;
    for (const listener of [...this.#networkListeners]) listener();
  }

  /** The person asks for a try, network or not. */
  wantsTry(): void {
    for (const site of this.#sites.values()) site.beginsAfresh();
    this.#triedAtMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * A proxy refuses a request. Once or twice is no excuse; nor is a third time within a minute, but nobody checks that
   * here.
   */
  refuses(url: string, status: number): void {
    const ledger = this.ledgerAt(url);
    ledger.refusals += 1;
    const isWord = status === 410 || status === 499;
    if (ledger.refusals > (isWord ? 1 : 2)) this.excuse(url, 'refused again and again');
    // A file server that doesn't take pieces answers the same.
    if (ledger.refusals > 2) ledger.takesWholeFiles = true;
  }

  onNetworkChange(listener: () => void, signal: AbortSignal): void {
    this.#networkListeners.add(listener);
    signal.addEventListener('abort', () => this.#networkListeners.delete(listener), { once: true });
  }

  /** The machine is gone: nobody is listening, and every connection is cut. */
  crash(): void {
    this.#networkListeners.clear();
    this.#busy.clear();
    for (const site of this.#sites.values()) site.crash();
    for (const ledger of this.#ledgers.values()) {
      ledger.unknown = true;
      ledger.heardSo = false;
    }
  }

  addServer(url: string, plan: ServerPlan): ModelServer {
    const server = new ModelServer(plan, this.clock.monotonicMs());
    this.#servers.set(url, server);
    if (plan.before !== 'nothing') this.excuse(url, `used before: ${plan.before}`);
    if (plan.expiresAfterMs !== null) this.excuse(url, 'expires');
    if (server.plan.keepsLast) this.excuse(url, 'keeps the last piece');
    if (plan.limit !== null && plan.limit.bytes < CHUNK_UNIT_BYTES) this.excuse(url, 'takes nothing');
    if (plan.ending === 'never') this.excuse(url, 'never finishes');
    // It looks like a server for whole files, and they are too large for it.
    if (plan.piece !== 308 && plan.limit !== null) this.excuse(url, 'takes no file of this size');
    for (const name of planNames(plan)) this.kinds.add(name);
    return server;
  }

  addTus(url: string, plan: TusPlan): void {
    this.#sites.set(siteKey(url), new TusSite(url, plan, this));
  }

  /** The site at a URL; null: whatever answers there speaks Content-Range. */
  siteAt(url: string): Site | null {
    return this.#sites.get(siteKey(url)) ?? null;
  }

  tusAt(url: string): TusSite | null {
    const site = this.siteAt(url);
    return site instanceof TusSite ? site : null;
  }

  /** Whether the server there has the whole recording. */
  holds(url: string, totalBytes: number): boolean {
    const tus = this.tusAt(url);
    return tus === null ? this.serverAt(url).holds(totalBytes) : tus.server.holds(totalBytes);
  }

  storedAt(url: string): number {
    const tus = this.tusAt(url);
    return tus === null ? this.serverAt(url).storedBytes : tus.furthestBytes;
  }

  /** A URL is dead from the start. */
  kill(url: string, status: number): void {
    this.excuse(url, 'dead when it was minted');
    if (this.siteAt(url) === null) this.serverAt(url).die(status);
  }

  /** Whether only one upload may use it; elsewhere, each creates its own. */
  isForOne(url: string): boolean {
    return this.siteAt(url) === null || this.tusAt(url)?.isForOne === true;
  }

  serverAt(url: string): ModelServer {
    const server = this.#servers.get(url);
    if (server === undefined) throw new Error(`There is no server at ${url}.`);
    return server;
  }

  /** From now on, this URL must not be touched: another replaced it, or its upload was cancelled. */
  retire(url: string): void {
    this.#retired.add(url);
  }

  isRetired(url: string): boolean {
    return this.#retired.has(url);
  }

  /** What was recorded about its end is lost. */
  unretire(url: string): void {
    this.#retired.delete(url);
  }

  /** What was recorded about this URL is lost: nobody can know that it must be queried first. */
  forget(url: string): void {
    const ledger = this.ledgerAt(url);
    ledger.queriesRefused = true;
    ledger.isForgotten = true;
    this.excuse(url, 'what was known of it was lost');
  }

  excuse(url: string, cause: string): void {
    const causes = this.#causes.get(url) ?? new Set();
    this.#causes.set(url, causes.add(cause));
  }

  causesAt(url: string): ReadonlySet<string> {
    return this.#causes.get(url) ?? new Set();
  }

  violate(rule: string): void {
    this.violations.push(`${rule} (at ${this.clock.now()})`);
  }

  nextFault(): Fault {
    const [fault = { kind: 'none' as const }, ...rest] = this.#faults;
    this.#faults = rest;
    if (fault.kind !== 'none') this.kinds.add(faultName(fault));
    return fault;
  }

  nextSiteFault(site: string): SiteFault {
    const [fault = { kind: 'none' as const }, ...rest] = this.#siteFaults;
    this.#siteFaults = rest;
    if (fault.kind !== 'none') this.kinds.add(siteFaultName(fault, site));
    return fault;
  }

  endFaults(): void {
    this.listFails = false;
    this.#faults = [];
    this.#siteFaults = [];
  }

  ledgerAt(url: string): Ledger {
    const known = this.#ledgers.get(url);
    if (known !== undefined) return known;
    const fresh = newLedger(url.includes('upload_id'));
    this.#ledgers.set(url, fresh);
    return fresh;
  }

  /**
   * Checks an outgoing request against the rules and marks it as in flight. Returns whether it's part of discovering
   * what the URL speaks.
   */
  departs(request: OutgoingRequest): boolean {
    const { method, url, headers, body } = request;
    const site = this.siteAt(url);
    this.mint?.uses(site?.url ?? url);
    if (site !== null) {
      const isLook = method === 'OPTIONS' || (method === 'HEAD' && url === site.url) || site === this.mint;
      if (method !== 'DELETE') this.#judgeTime(site.url, isLook);
      site.departs(request, lengthOf(body));
      return true;
    }
    const isDiscovery = method !== 'PUT';
    this.#judgeTime(url, isDiscovery);
    const claim = claimOf({ method, headers, body });
    if (claim !== null) judgeClaim(this, url, claim, lengthOf(body));
    return isDiscovery;
  }

  /** Checks that this is a time to send this URL anything. */
  #judgeTime(url: string, isDiscovery: boolean): void {
    if (this.#retired.has(url)) this.violate('A URL was touched that was replaced, or whose upload was cancelled');
    if (this.#busy.has(url)) this.violate('Two requests to one URL at once');
    this.#busy.add(url);
    // Discovering what a URL speaks takes several requests, one after another; the network may go down in between.
    if (!this.#online && !isDiscovery) {
      const nowMs = this.clock.monotonicMs();
      if (nowMs - this.#triedAtMs < OFFLINE_TRY_MS) this.violate('A request was made without a network');
      this.#triedAtMs = nowMs;
    }
  }

  /** What an intermediary answers in place of the server at `url`; null: there is none. */
  portalAnswer(request: OutgoingRequest, url: string): ServerAnswer | null {
    const nowMs = this.clock.monotonicMs();
    const answer = this.portal.answer(request, nowMs);
    const ledger = this.ledgerAt(url);
    if (answer !== null && this.portal.heard(url, nowMs, ledger.refusals)) this.excuse(url, PORTAL);
    return answer;
  }

  /** A request is over, answered or not. */
  arrives(url: string): void {
    this.#busy.delete(url);
  }
}

/** A site covers everything under the first segment of its path. */
function siteKey(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}/${pathname.split('/')[1]}`;
}
