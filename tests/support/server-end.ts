import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import type { OutgoingRequest } from '../../lib/upload/wire/transport.ts';
import { claimOf } from './claim.ts';
import { bytesOf } from './fake-file.ts';
import type { Fault } from './fault.ts';
import type { FarEnd } from './in-flight.ts';
import type { Claim, ModelServer, ServerAnswer } from './model-server.ts';
import { noteAnswer, noteHidden, notePortal, noteShown, noteSilentHead } from './note-answer.ts';
import { bare, elsewhere, heard, later, type Reply, refusal, spoilt, whole } from './reply.ts';
import type { World } from './world.ts';

/** A Content-Range server's end of one request, and what goes wrong with it. */
export class ServerEnd implements FarEnd {
  readonly #world: World;
  readonly #server: ModelServer;
  readonly #claim: Claim | null;
  readonly #request: OutgoingRequest;
  /** Whether it only discovers which protocol the URL speaks; the rest of its answer is ignored. */
  readonly #isDiscovery: boolean;
  readonly fault: Fault;
  readonly #bodyBytes: number;
  /** Checked immediately: the program may reuse its buffer as soon as it has given up on the request. */
  readonly #isGenuine: boolean;
  readonly #body: Uint8Array | null;
  #hasArrived = false;

  constructor(world: World, request: OutgoingRequest, isDiscovery: boolean, fault: Fault) {
    this.#world = world;
    this.#server = world.serverAt(request.url);
    this.#claim = claimOf(request);
    this.#request = request;
    this.#isDiscovery = isDiscovery;
    this.fault = fault;
    const body = bytesOf(request.body);
    this.#bodyBytes = body?.length ?? 0;
    const start = this.#claim?.kind === 'bytes' ? this.#claim.start : 0;
    this.#body = body !== null && world.content.whole ? body.slice() : null;
    this.#isGenuine = body === null || world.content.matches(body, start);
  }

  get url(): string {
    return this.#request.url;
  }

  breaksOff(): boolean {
    const { limit } = this.#server.plan;
    if (!limit?.isHidden || this.#bodyBytes <= limit.bytes) return false;
    this.#hasArrived = true;
    return true;
  }

  becomesUncertain(): void {
    this.#excuse('effects unknown');
  }

  arrive(share: number, keptShare = 1): ServerAnswer | null {
    if (this.#claim === null || this.#hasArrived) return null;
    this.#hasArrived = true;
    // Half of a request that names a total isn't a request to finish.
    const isCut = share < 1 && this.#claim.kind === 'bytes';
    const claim = isCut ? { ...this.#claim, totalBytes: null } : this.#claim;
    const arrivedBytes = Math.floor(this.#bodyBytes * share);
    return this.#server.take(
      { claim, arrivedBytes, isGenuine: this.#isGenuine, body: this.#body },
      this.#world.clock.monotonicMs(),
      keptShare,
    );
  }

  answer(): Answer {
    const reply = this.#reply();
    const { headers } = reply.answer;
    const length = headers['content-length'];
    const safelisted: Record<string, string> = length === undefined ? {} : { 'content-length': length };
    const visible = this.#server.plan.reports === 'hidden' ? safelisted : headers;
    const answer = { ...heard(reply, this.#world.clock.now()), headers: visible };
    if (reply.isPortal) notePortal(this.#world, this.#request, this.#claim, reply.answer.text === '');
    else this.#note(answer);
    return answer;
  }

  isUnanswered(): void {
    if (this.#request.method === 'HEAD') noteSilentHead(this.#world, this.url);
    this.#note(null);
  }

  #reply(): Reply {
    const { url } = this;
    const world = this.#world;
    const { fault } = this;
    const portal = world.portalAnswer(this.#request, url);
    if (portal !== null) return { ...whole(portal), isPortal: true };
    const { limit } = this.#server.plan;
    if (limit !== null && this.#bodyBytes > limit.bytes) return bare(413);
    switch (fault.kind) {
      case 'elsewhere':
        this.#excuse('effects unknown');
        if (fault.done) this.arrive(1);
        return elsewhere(fault);
      case 'refused once':
        // In that case, nobody could notice that someone else's bytes are there.
        if (this.#server.hasForeignHand) break;
        world.refuses(url, fault.status);
        // An address that refuses more than once to show what it holds is sent a whole file.
        if (this.#request.method === 'HEAD' && fault.status < 404) noteHidden(world, url);
        return refusal(fault);
      case 'crumb': {
        this.#excuse('effects unknown');
        const kept = this.arrive(1, 1 / Math.max(1, this.#bodyBytes));
        return this.#onItsWay(kept ?? bare(405).answer);
      }
      case 'retryable':
        if (fault.done) this.arrive(1);
        return later(fault, world.clock.monotonicMs());
      case 'final':
        this.#excuse(`status ${fault.status}`);
        this.#server.die(fault.status);
        return bare(fault.status);
      case 'refused offset':
        if (this.#claim?.kind !== 'bytes') break;
        this.#excuse('offset refused');
        return bare(416);
      case 'refused query':
        if (this.#claim?.kind !== 'query' || this.#server.hasForeignHand) break;
        this.#excuse('query refused');
        return bare(fault.status);
      case 'overstated':
        this.#excuse('lied about what it holds');
        this.#server.overstate(fault.bytes);
        break;
      case 'lost':
        this.#excuse('lost bytes');
        this.#server.lose(fault.bytes);
        break;
      case 'finished by another':
        this.#excuse('finished by another');
        this.#server.finishByOther();
        break;
      case 'misstated size':
        this.#excuse('misstated size');
        this.#server.misstateSize(7);
        break;
      case 'partial':
        this.#excuse('effects unknown');
        break;
      default:
    }
    const answer = this.arrive(1, fault.kind === 'partial' ? fault.share : 1);
    if (this.#request.method === 'DELETE') {
      this.#server.die(499);
      return bare(204);
    }
    if (this.#request.method === 'HEAD') return whole(this.#server.head(world.clock.monotonicMs()));
    // Not a request in this dialect: the server doesn't know it.
    return answer === null ? bare(405) : this.#onItsWay(answer);
  }

  #onItsWay(answer: ServerAnswer): Reply {
    return spoilt(answer, this.fault, this.#server.hasForeignHand, (cause) => this.#excuse(cause));
  }

  #note(answer: Answer | null): void {
    const note = this.#isDiscovery ? noteShown : noteAnswer;
    note(this.#world, this.#server, this.#request, this.#claim, answer);
  }

  #excuse(cause: string): void {
    this.#world.excuse(this.url, cause);
  }
}
