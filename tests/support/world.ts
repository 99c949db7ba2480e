import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import type { Content } from './content.ts';
import type { FakeClock } from './fake-clock.ts';
import { lengthOf } from './fake-file.ts';
import { type Fault, faultName } from './fault.ts';
import { Hangs } from './hangs.ts';
import { type MintOffer, MintSite } from './mint-site.ts';
import { type Claim, ModelServer, type ServerAnswer, type ServerPlan } from './model-server.ts';
import { Portal } from './portal.ts';
import type { Site } from './site.ts';
import { type SiteFault, siteFaultName } from './site-fault.ts';
import type { TusPlan } from './tus-server.ts';
import { TusSite } from './tus-site.ts';

const CHUNK_UNIT_BYTES = 256 * 1024;
/** Without a network it is tried about once a minute: the browser may be wrong. */
const OFFLINE_TRY_MS = 59_000;

/** Why an upload may end for now, and must go on when it is tried again. */
export const PORTAL = 'something else answered for more than a minute';

/** The rules of a recording that requests are held against. */
export interface Rules {
  readonly chunkBytes: number;
  readonly early: boolean;
}

/** What a client may know of one URL, from what it was answered: the judge of what it asks next. */
interface Ledger {
  /** Whether what the last request did is unknown: the next must be a question. */
  unknown: boolean;
  /** Whether questions are known to lead nowhere. */
  queriesRefused: boolean;
  /** The last Range that was seen; null while there was none. */
  lastWord: number | null;
  /** The end of what may have been taken as stored. */
  takenEnd: number;
  /** Whether it is known to hold a resumable session: by its look, or by what it has answered. */
  isSession: boolean;
  /** Whether it lets nobody see what is there, or has answered a piece like a whole file without having shown a session. */
  takesWholeFiles: boolean;
  /** Whether the client knows that since its last start. */
  heardSo: boolean;
  /** Looks at what is there that were refused. */
  hidden: number;
  /** Requests that broke off, and three for each that was too large: then pieces may be smaller. */
  breaks: number;
  /** Requests that were refused for no reason. */
  refusals: number;
}

/** What goes wrong in a world, and what its minting endpoint hands out; null: there is none. */
export interface Trouble {
  readonly faults: readonly Fault[];
  readonly siteFaults: readonly SiteFault[];
  readonly offers: readonly MintOffer[] | null;
}

/** Everything outside of the program: servers, network, disk, and a watch over the rules. */
export class World {
  readonly clock: FakeClock;
  readonly content: Content;
  readonly hangs = new Hangs();
  readonly portal = new Portal();
  readonly rules: Rules;
  readonly violations: string[] = [];
  /** What was seen, by name. */
  readonly kinds: Set<string>;
  /** For each URL, whatever may excuse its upload from ever being complete. */
  readonly #causes = new Map<string, Set<string>>();
  readonly #servers = new Map<string, ModelServer>();
  readonly #ledgers = new Map<string, Ledger>();
  readonly #retired = new Set<string>();
  readonly #busy = new Set<string>();
  readonly #networkListeners = new Set<() => void>();
  readonly #sites = new Map<string, Site>();
  /** Where URLs are minted; null where the person gives them. */
  readonly mint: MintSite | null;
  #faults: readonly Fault[];
  #siteFaults: readonly SiteFault[];
  #online = true;
  #isCalledOffline = false;
  /** When something was last tried without a network, or the network went. */
  #triedAtMs = Number.NEGATIVE_INFINITY;
  /** Bytes that were written and flushed. */
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

  /** The browser says that there is no network, and is wrong. */
  get isCalledOffline(): boolean {
    return this.#isCalledOffline;
  }

  set isCalledOffline(isCalledOffline: boolean) {
    if (isCalledOffline === this.#isCalledOffline) return;
    this.#isCalledOffline = isCalledOffline;
    for (const listener of [...this.#networkListeners]) listener();
  }

  /** The person wants it tried, network or not. */
  wantsTry(): void {
    for (const site of this.#sites.values()) site.beginsAfresh();
    this.#triedAtMs = Number.NEGATIVE_INFINITY;
  }

  /** A proxy refuses a request. Once or twice is no excuse; nor is a third time within a minute, which nobody here checks. */
  refuses(url: string, status: number): void {
    const ledger = this.ledgerAt(url);
    ledger.refusals += 1;
    const isWord = status === 410 || status === 499;
    if (ledger.refusals > (isWord ? 1 : 2)) this.excuse(url, 'refused again and again');
    // A file server that takes no pieces says the same.
    if (ledger.refusals > 2) ledger.takesWholeFiles = true;
  }

  onNetworkChange(listener: () => void, signal: AbortSignal): void {
    this.#networkListeners.add(listener);
    signal.addEventListener('abort', () => this.#networkListeners.delete(listener), { once: true });
  }

  /** The machine is gone: nobody listens any more, every connection is cut. */
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
    // It looks like a server of whole files, and they are too large for it.
    if (plan.piece !== 308 && plan.limit !== null) this.excuse(url, 'takes no file of this size');
    for (const name of planNames(plan)) this.kinds.add(name);
    return server;
  }

  addTus(url: string, plan: TusPlan): void {
    this.#sites.set(siteKey(url), new TusSite(url, plan, this));
  }

  /** Null: what answers there speaks Content-Range. */
  siteAt(url: string): Site | null {
    return this.#sites.get(siteKey(url)) ?? null;
  }

  tusAt(url: string): TusSite | null {
    const site = this.siteAt(url);
    return site instanceof TusSite ? site : null;
  }

  /** Whether the server there has the recording, whole. */
  holds(url: string, totalBytes: number): boolean {
    const tus = this.tusAt(url);
    return tus === null ? this.serverAt(url).holds(totalBytes) : tus.server.holds(totalBytes);
  }

  storedAt(url: string): number {
    const tus = this.tusAt(url);
    return tus === null ? this.serverAt(url).storedBytes : tus.furthestBytes;
  }

  /** A URL serves nobody from the beginning. */
  kill(url: string, status: number): void {
    this.excuse(url, 'dead when it was minted');
    if (this.siteAt(url) === null) this.serverAt(url).die(status);
  }

  /** Whether only one upload may use it: elsewhere each creates one of its own. */
  isForOne(url: string): boolean {
    return this.siteAt(url) === null || this.tusAt(url)?.isForOne === true;
  }

  serverAt(url: string): ModelServer {
    const server = this.#servers.get(url);
    if (server === undefined) throw new Error(`There is no server at ${url}.`);
    return server;
  }

  /** From now on this URL must not be touched. */
  retire(url: string): void {
    this.#retired.add(url);
  }

  /** Nobody lived to write down that another took its place. */
  unretire(url: string): void {
    this.#retired.delete(url);
  }

  /** What was written down of this URL was lost: nobody can know that it is to be asked first. */
  forget(url: string): void {
    this.ledgerAt(url).queriesRefused = true;
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
    this.#faults = [];
    this.#siteFaults = [];
  }

  ledgerAt(url: string): Ledger {
    const known = this.#ledgers.get(url);
    if (known !== undefined) return known;
    const isSession = url.includes('upload_id');
    const unknowns = {
      hidden: 0,
      breaks: 0,
      refusals: 0,
      lastWord: null,
      takenEnd: 0,
      takesWholeFiles: false,
      heardSo: false,
    };
    const fresh = { unknown: true, queriesRefused: false, isSession, ...unknowns };
    this.#ledgers.set(url, fresh);
    return fresh;
  }

  /** Holds what leaves against the rules, and counts it as under way. Tells whether it is part of a URL's discovery. */
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
    this.#judge(url, claimOf({ method, headers, body }), lengthOf(body), isDiscovery);
    return isDiscovery;
  }

  #judge(url: string, claim: Claim | null, bodyBytes: number, isDiscovery: boolean): void {
    this.#judgeTime(url, isDiscovery);
    if (claim === null) return;
    this.#judgeClaim(url, claim, bodyBytes);
  }

  /** Whether it is a time to ask this URL anything. */
  #judgeTime(url: string, isDiscovery: boolean): void {
    if (this.#retired.has(url)) this.violate('An old URL was touched after a new one was given');
    if (this.#busy.has(url)) this.violate('Two requests to one URL at once');
    this.#busy.add(url);
    // What a URL speaks is found out by several requests, one after the other; the network may go between them.
    if (!this.#online && !isDiscovery) {
      const nowMs = this.clock.monotonicMs();
      if (nowMs - this.#triedAtMs < OFFLINE_TRY_MS) this.violate('A request was made without a network');
      this.#triedAtMs = nowMs;
    }
  }

  #judgeClaim(url: string, claim: Claim, bodyBytes: number): void {
    const ledger = this.ledgerAt(url);
    const isEmpty = claim.kind === 'query' || claim.kind === 'total';
    if (isEmpty && !ledger.isSession) this.violate('An empty PUT went to an address that may hold a plain file');
    if (claim.kind === 'query') return;
    if (claim.kind === 'whole') {
      this.#judgeWhole(ledger, bodyBytes);
      return;
    }
    if (ledger.heardSo) this.violate('A piece was sent to a server that takes whole files');
    if (ledger.unknown && ledger.isSession && !ledger.queriesRefused)
      this.violate('Bytes were sent before asking where the server stands');
    if (claim.kind === 'total') {
      if (claim.totalBytes !== this.sealedBytes) this.violate('A total was named that is not the length');
      return;
    }
    const { start, end, totalBytes } = claim;
    if (bodyBytes !== end - start) this.violate('The body is not as long as its range');
    if (end > this.committedBytes) this.violate('Bytes were sent before they were safe on disk');
    if (totalBytes === null) this.judgePiece(start, end, ledger.breaks >= 3);
    else if (totalBytes !== this.sealedBytes || end !== totalBytes || start >= end) {
      this.violate('The last request does not carry bytes up to the total');
    }
    const { reports } = this.serverAt(url).plan;
    if (reports === 'range' && ledger.lastWord !== null && !ledger.queriesRefused && start !== ledger.lastWord) {
      this.violate(`Bytes were sent from ${start} when the server had said ${ledger.lastWord}`);
    }
    if (start > Math.max(ledger.takenEnd, ledger.lastWord ?? 0)) this.violate('Bytes were skipped');
  }

  #judgeWhole({ takesWholeFiles }: Ledger, bodyBytes: number): void {
    if (!takesWholeFiles) this.violate('A whole file was sent where pieces may go');
    if (bodyBytes !== this.sealedBytes) this.violate('A file was sent that is not the whole recording');
  }

  /** Holds a piece that is not the last against the rules. */
  judgePiece(start: number, end: number, mayBeSmaller: boolean): void {
    const { chunkBytes, early } = this.rules;
    if ((end - start) % CHUNK_UNIT_BYTES !== 0) this.violate('A middle piece is not a multiple of 256 KiB');
    if (!early && !mayBeSmaller && end - start !== chunkBytes) this.violate('A middle piece is not a whole chunk');
    if (end - start > chunkBytes) this.violate('A piece is larger than a chunk');
    if (end >= this.committedBytes) this.violate('A middle piece was cut when no more than it was there');
  }

  /** What something on the way says in place of the server at `url`; null: nothing does. */
  portalAnswer(request: OutgoingRequest, url: string): ServerAnswer | null {
    const nowMs = this.clock.monotonicMs();
    const answer = this.portal.answer(request, nowMs);
    if (answer !== null && this.portal.heard(url, nowMs)) this.excuse(url, PORTAL);
    return answer;
  }

  /** A request is over, answered or not. */
  arrives(url: string): void {
    this.#busy.delete(url);
  }
}

/** What a request claims to bring or ask; null when it is no `PUT`. */
export function claimOf({ method, headers, body }: Pick<OutgoingRequest, 'method' | 'headers' | 'body'>): Claim | null {
  if (method !== 'PUT') return null;
  const contentRange = headers['Content-Range'];
  return contentRange === undefined ? { kind: 'whole', totalBytes: lengthOf(body) } : parseClaim(contentRange);
}

/** Reads a Content-Range header; null when it is none. */
function parseClaim(header: string): Claim | null {
  const bytes = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(header);
  if (bytes !== null) {
    const totalBytes = bytes[3] === '*' ? null : Number(bytes[3]);
    return { kind: 'bytes', start: Number(bytes[1]), end: Number(bytes[2]) + 1, totalBytes } as const;
  }
  const total = /^bytes \*\/(\d+)$/.exec(header);
  if (total !== null) return { kind: 'total', totalBytes: Number(total[1]) } as const;
  return header === 'bytes */*' ? ({ kind: 'query' } as const) : null;
}

function planNames(plan: ServerPlan): string[] {
  const names: string[] = [];
  if (plan.reports !== 'range') names.push(`Range: ${plan.reports}`);
  if (plan.nothing !== 'no-range') names.push(`nothing stored as ${plan.nothing}`);
  if (plan.query !== 'answers') names.push(`queries never answered: ${plan.query}`);
  if (plan.piece !== 308) names.push(`pieces answered with ${plan.piece}`);
  names.push(`gap: ${plan.gap}`);
  if (plan.keepsLast) names.push('each piece takes the place of the last');
  if (plan.limit !== null)
    names.push(`takes ${plan.limit.bytes} bytes at most${plan.limit.isHidden ? ', unseen' : ''}`);
  if (plan.head === 'length') names.push('HEAD tells the length');
  names.push(`Range as ${plan.range}`);
  if (plan.ending !== 'at once') names.push(`ending: ${plan.ending}`);
  if (plan.before !== 'nothing') names.push(`used before: ${plan.before}`);
  if (plan.expiresAfterMs !== null) names.push(`expires with ${plan.expiredStatus}`);
  return names;
}

/** A site has everything behind the first part of its path. */
function siteKey(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}/${pathname.split('/')[1]}`;
}
