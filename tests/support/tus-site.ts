import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { judgePiece } from './judge-claim.ts';
import type { ServerAnswer } from './model-server.ts';
import type { AtSite, Site } from './site.ts';
import { type TusPlan, TusServer } from './tus-server.ts';
import type { World } from './world.ts';

/** How many uploads may be used in a row without progress: the first, and two replacing dead ones. */
const MAX_WITHOUT_PROGRESS = 3;
/** Each creation whose answer has no usable address leaves a stray upload on the server. */
const MAX_BAD_LOCATIONS = 2;

/** What a client can know about one upload from the answers it got. */
interface Known {
  /** The server's offset; null when the client must ask first. */
  offset: number | null;
  /** Whether the server has confirmed that it has the length, or was given it at creation. */
  hasLength: boolean;
}

/** A tus server as the world sees it: the server, and the rules for requests to it. */
export class TusSite implements Site {
  readonly name = 'tus';
  readonly url: string;
  readonly server: TusServer;
  readonly #world: World;
  readonly #known = new Map<string, Known>();
  /** Whether anything at the address has shown that it speaks tus. */
  #isShown = false;
  #furthestBytes = 0;
  /** The most that the client knows any of them to have held. */
  #heardBytes = 0;
  #used = new Set<string>();
  #badLocations = 0;
  #deaths = 0;
  /** Requests that broke off, plus three for each one that was too large: these allow smaller pieces. */
  #breaks = 0;
  #wasLengthNamed = false;
  #asideLooks = 0;

  constructor(url: string, plan: TusPlan, world: World) {
    this.#world = world;
    this.url = url;
    this.server = new TusServer(url, plan, world.clock.monotonicMs());
    if (plan.expiresAfterMs !== null) this.#excuse('expires');
    for (const name of planNames(plan)) world.kinds.add(`tus: ${name}`);
  }

  /** The most that any of its uploads ever held. */
  get furthestBytes(): number {
    return this.#furthestBytes;
  }

  /** A vanished upload can't be told from an endpoint for creating uploads: both answer 404. */
  get isForOne(): boolean {
    return this.server.isAlive(this.url, this.#world.clock.monotonicMs());
  }

  departs(request: OutgoingRequest, bodyBytes: number): void {
    const { method, url, headers } = request;
    const world = this.#world;
    if (method === 'PUT' && bodyBytes === 0) world.violate('An empty PUT went to a tus server');
    if (method === 'POST') {
      if (url !== this.url || !this.#isShown)
        world.violate('POST went to an address that is not known to create uploads');
    }
    if (method === 'PATCH' || method === 'DELETE') {
      if (!this.server.uploads.has(url))
        world.violate(`${method} went to an address that is not known to be an upload`);
    }
    if (method === 'PATCH') this.#judgePatch(this.#knownAt(url), headers, bodyBytes);
    if (method === 'PATCH' && url !== this.url) this.#use(url);
  }

  #judgePatch(known: Known, headers: OutgoingRequest['headers'], bodyBytes: number): void {
    const world = this.#world;
    const start = Number(headers['Upload-Offset']);
    const end = start + bodyBytes;
    if (known.offset === null) world.violate('Bytes were sent before asking where the server stands');
    else if (start !== known.offset) world.violate(`Sent from ${start} when the server had said ${known.offset}`);
    if (end > world.committedBytes) world.violate('Bytes were sent before they were safe on disk');
    const length = headers['Upload-Length'];
    if (length !== undefined && known.hasLength) world.violate('The length was named twice');
    if (length !== undefined && (Number(length) !== world.sealedBytes || end !== world.sealedBytes))
      world.violate('A length was named that is not the end');
    if (end === world.sealedBytes) this.#wasLengthNamed = true;
    else judgePiece(world, start, end, this.#breaks >= 3);
  }

  /** Bytes are sent to an upload: the number of uploads is bounded unless they make progress. */
  #use(url: string): void {
    if (this.#used.has(url)) return;
    this.#used.add(url);
    if (this.#used.size > MAX_WITHOUT_PROGRESS) this.#world.violate('One upload after the other was created');
  }

  take({ request, bodyBytes, share, isGenuine, fault }: AtSite): ServerAnswer {
    const { method, url, headers } = request;
    const world = this.#world;
    const { limitBytes } = this.server.plan;
    if (limitBytes !== null && bodyBytes > limitBytes) return { status: 413, headers: {}, text: '' };
    if (fault.kind === 'gone' && url !== this.url) this.#die(fault.status);
    else if (fault.kind === 'gone') this.#refuse(method, fault.status);
    const isLocked = fault.kind === 'not now' && fault.status === 423 && this.server.uploads.has(url);
    if (fault.kind === 'not now' && (isLocked || method === 'PATCH')) {
      return { status: fault.status, headers: { 'tus-resumable': '1.0.0' }, text: '' };
    }
    const hookStatus = fault.kind === 'hook refuses' ? fault.status : null;
    const answer = this.server.take(
      {
        method,
        url,
        headers,
        arrivedBytes: Math.floor(bodyBytes * share),
        isWhole: share === 1,
        keptShare: fault.kind === 'partial' ? fault.share : 1,
        isGenuine,
        hookStatus,
      },
      world.clock.monotonicMs(),
    );
    this.#grew(url);
    if (answer.status === hookStatus) this.#refuse(method, answer.status);
    if (fault.kind !== 'bad location' || method !== 'POST' || answer.status !== 201) return answer;
    this.#refuse('location', 410);
    return { ...answer, headers: { ...answer.headers, location: fault.location } };
  }

  /** A transient refusal. Too many are an excuse. */
  #refuse(method: string, status: number): void {
    this.#world.refuses(this.url, method === 'location' ? 410 : status);
  }

  #die(status: number): void {
    this.server.forgetUploads(status);
    this.#deaths += 1;
    if (this.#deaths >= MAX_WITHOUT_PROGRESS || this.#wasLengthNamed) this.#excuse('uploads die');
    if (this.server.plan.isUpload) this.#excuse('the upload is gone');
  }

  #grew(url: string): void {
    const stored = this.server.uploads.get(url)?.storedBytes ?? 0;
    if (stored <= this.#furthestBytes) return;
    this.#furthestBytes = stored;
  }

  /** The number of uploads is bounded as far as the client can know: from an upload that died unheard, a next one may get further. */
  #hearsOffset(url: string, offset: number): void {
    if (offset <= this.#heardBytes) return;
    this.#heardBytes = offset;
    this.#used = new Set([url]);
  }

  hears(request: OutgoingRequest, answer: Answer | null): void {
    const { method, url } = request;
    const isOwn = answer !== null && answer.headers['tus-resumable'] !== undefined && answer.redirectedTo === null;
    if (isOwn) this.#isShown = true;
    if (method === 'HEAD' || method === 'OPTIONS') this.#looked(url, isOwn);
    if (method === 'POST' && answer?.status === 201 && isOwn) this.#created(request, answer);
    if (method !== 'HEAD' && method !== 'PATCH') return;
    const known = this.#knownAt(url);
    if (answer === null) this.#breaks += 1;
    if (answer?.status === 413) this.#breaks += 3;
    const isGood = answer !== null && isOwn && answer.status < 300;
    const offset = isGood ? answer.headers['upload-offset'] : undefined;
    known.offset = offset === undefined ? null : Number(offset);
    if (known.offset !== null) this.#hearsOffset(url, known.offset);
    if (!isGood) return;
    if (method === 'HEAD') known.hasLength = answer.headers['upload-length'] !== undefined;
    else if (request.headers['Upload-Length'] !== undefined) known.hasLength = true;
  }

  /** If something else answers both probes of an address, nobody can know what it is. */
  #looked(url: string, isOwn: boolean): void {
    if (url !== this.url || isOwn) return;
    this.#asideLooks += 1;
    if (this.#asideLooks >= 2) this.#excuse('could not be seen');
  }

  #created({ headers }: OutgoingRequest, answer: Answer): void {
    const location = URL.parse(answer.headers['location'] ?? '', this.url)?.href ?? '';
    const hasLength = headers['Upload-Length'] !== undefined;
    if (this.server.uploads.has(location)) this.#known.set(location, { offset: 0, hasLength });
    else this.#badLocations += 1;
    if (this.#badLocations > MAX_BAD_LOCATIONS) this.#world.violate('Uploads were created without an end');
  }

  beginsAfresh(): void {
    this.#used.clear();
    this.#badLocations = 0;
  }

  crash(): void {
    for (const known of this.#known.values()) known.offset = null;
    this.beginsAfresh();
  }

  #excuse(cause: string): void {
    this.#world.excuse(this.url, cause);
  }

  #knownAt(url: string): Known {
    const known = this.#known.get(url) ?? { offset: null, hasLength: false };
    this.#known.set(url, known);
    return known;
  }
}

function planNames(plan: TusPlan): string[] {
  const names = [plan.isUpload ? 'an upload' : 'an endpoint', `${plan.location} Location`, `cut requests ${plan.cut}`];
  names.push(`length twice ${plan.lengthTwice}`);
  if (plan.wantsLength) names.push('wants the length first');
  if (!plan.showsExtensions) names.push('extensions hidden');
  if (plan.limitBytes !== null) names.push(`takes ${plan.limitBytes} bytes at most`);
  if (plan.expiresAfterMs !== null) names.push(`expires with ${plan.expiredStatus}`);
  return names;
}
