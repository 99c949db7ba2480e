import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  TransportError,
} from '../../lib/upload/wire/transport.ts';
import { claimOf } from './claim.ts';
import { bytesOf } from './fake-file.ts';
import { type Fault, retryAfterHeader } from './fault.ts';
import type { Claim, ModelServer, ServerAnswer } from './model-server.ts';
import { noteAnswer, noteHidden, notePortal, noteShown } from './note-answer.ts';
import { bare, type Reply, spoilt } from './reply.ts';
import type { Verdict } from './site-transport.ts';
import type { World } from './world.ts';

const LATENCY_MS = 40;
const BYTES_PER_MS = 1_000;

/** One request on its way to a Content-Range server. */
export class Flight {
  readonly #world: World;
  readonly #server: ModelServer;
  readonly #claim: Claim | null;
  readonly #request: OutgoingRequest;
  /** Whether it only discovers which protocol the URL speaks; the rest of its answer is ignored. */
  readonly #isDiscovery: boolean;
  readonly #options: SendOptions;
  readonly #verdict: Verdict;
  readonly #over: () => void;
  readonly #startedAtMs: number;
  readonly #bodyBytes: number;
  /** Checked immediately: the program may reuse its buffer as soon as it has given up on the request. */
  readonly #isGenuine: boolean;
  readonly #body: Uint8Array | null;
  #bodyMs: number;
  #arrived = false;
  #cancels: (() => void)[] = [];

  constructor(
    world: World,
    request: OutgoingRequest,
    isDiscovery: boolean,
    options: SendOptions,
    verdict: Verdict,
    over: () => void,
  ) {
    this.#world = world;
    this.#server = world.serverAt(request.url);
    this.#claim = claimOf(request);
    this.#request = request;
    this.#isDiscovery = isDiscovery;
    this.#options = options;
    this.#verdict = verdict;
    this.#over = over;
    this.#startedAtMs = world.clock.monotonicMs();
    const body = bytesOf(request.body);
    this.#bodyBytes = body?.length ?? 0;
    const start = this.#claim?.kind === 'bytes' ? this.#claim.start : 0;
    this.#body = body !== null && world.content.whole ? body.slice() : null;
    this.#isGenuine = body === null || world.content.matches(body, start);
    this.#bodyMs = this.#bodyBytes / BYTES_PER_MS;
  }

  begin(fault: Fault): void {
    this.#options.signal.addEventListener('abort', this.#onAbort);
    if (fault.kind === 'slow') this.#bodyMs = 4 * this.#options.stallTimeoutMs;
    const { url } = this.#request;
    if (!this.#world.online) {
      this.#at(1, () => this.#fail('network'));
      return;
    }
    const { limit } = this.#server.plan;
    if (limit?.isHidden && this.#bodyBytes > limit.bytes) {
      this.#arrived = true;
      this.#at(LATENCY_MS, () => this.#fail('network'));
      return;
    }
    switch (fault.kind) {
      case 'broken':
      case 'hang': {
        const share = fault.when === 'before' ? 0 : fault.when === 'after' ? 1 : fault.share;
        const reachedMs = LATENCY_MS + this.#bodyMs * share;
        this.#at(reachedMs, () => {
          this.#world.excuse(url, 'effects unknown');
          if (fault.when !== 'before') this.#arrive(share);
          if (fault.kind === 'broken') this.#fail('network');
        });
        if (fault.kind === 'hang') this.#at(reachedMs + this.#options.stallTimeoutMs, () => this.#fail('timeout'));
        return;
      }
      case 'late':
        this.#world.excuse(url, 'effects unknown');
        this.#at(LATENCY_MS, () => {
          const arrive = () => this.#arrive(fault.share);
          this.#world.clock.at(fault.lateMs, arrive, true);
          this.#fail('network');
        });
        return;
      default: {
        const stepMs = this.#bodyMs / 8;
        const steps = fault.kind === 'slow' ? [1, 2, 3, 4, 5, 6, 7, 8] : [4];
        for (const step of steps) {
          this.#at(step * stepMs, () => this.#options.onProgress(Math.floor((this.#bodyBytes * step) / 8)));
        }
        this.#at(this.#bodyMs + LATENCY_MS, () => this.#succeed(this.#reply(fault)));
      }
    }
  }

  /** The network goes down. */
  cut(hang: boolean): void {
    this.#clear();
    this.#arriveAsFar();
    if (hang) this.#at(this.#options.stallTimeoutMs, () => this.#fail('timeout'));
    else this.#fail('network');
  }

  vanish(): void {
    this.#arriveAsFar();
    this.#end();
  }

  readonly #onAbort = () => {
    this.#arriveAsFar();
    this.#note(null);
    this.#end();
    this.#verdict.reject(this.#options.signal.reason);
  };

  #arriveAsFar(): void {
    const elapsedMs = this.#world.clock.monotonicMs() - this.#startedAtMs;
    this.#world.excuse(this.#request.url, 'effects unknown');
    if (elapsedMs > 0) this.#arrive(this.#bodyMs === 0 ? 1 : Math.min(1, elapsedMs / this.#bodyMs));
  }

  /** This share of it reaches the server, whatever happens to the answer. */
  #arrive(share: number, keptShare = 1): ServerAnswer | null {
    if (this.#claim === null || this.#arrived) return null;
    this.#arrived = true;
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

  #reply(fault: Fault): Reply {
    const { url } = this.#request;
    const world = this.#world;
    const portal = world.portalAnswer(this.#request, url);
    if (portal !== null) return { answer: portal, truncated: false, isPortal: true };
    const { limit } = this.#server.plan;
    if (limit !== null && this.#bodyBytes > limit.bytes) return bare(413);
    switch (fault.kind) {
      case 'elsewhere': {
        world.excuse(url, 'effects unknown');
        if (fault.done) this.#arrive(1);
        const text = fault.form === 'page' ? '<!DOCTYPE html><title>Sign in</title>' : 'OK';
        const headers: Record<string, string> = fault.form === 'page' ? { 'content-type': 'text/html' } : {};
        const answer = { status: fault.status, headers, text };
        if (fault.form === 'page') return { answer, truncated: false };
        return { answer, truncated: false, redirectedTo: 'https://login.example/sign-in' };
      }
      case 'refused once':
        // In that case, nobody could notice that someone else's bytes are there.
        if (this.#server.hasForeignHand) break;
        world.refuses(url, fault.status);
        // An address that refuses more than once to show what it holds is sent a whole file.
        if (this.#request.method === 'HEAD' && fault.status < 404) noteHidden(world, url);
        return { answer: { status: fault.status, headers: {}, text: fault.isPage ? '<html>' : '' }, truncated: false };
      case 'crumb':
        world.excuse(url, 'effects unknown');
        return this.#onItsWay(
          this.#arrive(1, 1 / Math.max(1, this.#bodyBytes)) ?? { status: 405, headers: {}, text: '' },
          fault,
        );
      case 'retryable': {
        if (fault.done) this.#arrive(1);
        const headers = retryAfterHeader(fault.after, world.clock.monotonicMs());
        return { answer: { status: fault.status, headers, text: '' }, truncated: false };
      }
      case 'final':
        world.excuse(url, `status ${fault.status}`);
        this.#server.die(fault.status);
        return bare(fault.status);
      case 'refused offset':
        if (this.#claim?.kind !== 'bytes') break;
        world.excuse(url, 'offset refused');
        return bare(416);
      case 'refused query':
        if (this.#claim?.kind !== 'query' || this.#server.hasForeignHand) break;
        world.excuse(url, 'query refused');
        return bare(fault.status);
      case 'overstated':
        world.excuse(url, 'lied about what it holds');
        this.#server.overstate(fault.bytes);
        break;
      case 'lost':
        world.excuse(url, 'lost bytes');
        this.#server.lose(fault.bytes);
        break;
      case 'finished by another':
        world.excuse(url, 'finished by another');
        this.#server.finishByOther();
        break;
      case 'misstated size':
        world.excuse(url, 'misstated size');
        this.#server.misstateSize(7);
        break;
      case 'partial':
        world.excuse(url, 'effects unknown');
        break;
      default:
    }
    const answer = this.#arrive(1, fault.kind === 'partial' ? fault.share : 1);
    if (this.#request.method === 'DELETE') {
      this.#server.die(499);
      return bare(204);
    }
    if (this.#request.method === 'HEAD')
      return { answer: this.#server.head(world.clock.monotonicMs()), truncated: false };
    // Not a request in this dialect: the server doesn't know it.
    if (answer === null) return bare(405);
    return this.#onItsWay(answer, fault);
  }

  #onItsWay(answer: ServerAnswer, fault: Fault): Reply {
    return spoilt(answer, fault, this.#server.hasForeignHand, (cause) => this.#world.excuse(this.#request.url, cause));
  }

  #succeed({ answer: { status, headers, text }, truncated, redirectedTo = null, isPortal }: Reply): void {
    const { url } = this.#request;
    const length = headers['content-length'];
    const safelisted: Record<string, string> = length === undefined ? {} : { 'content-length': length };
    const visible = this.#server.plan.reports === 'hidden' ? safelisted : headers;
    const answer: Answer = {
      status,
      headers: visible,
      text,
      truncated,
      redirectedTo,
      atMs: this.#world.clock.now(),
    };
    if (isPortal) notePortal(this.#world, url, this.#claim);
    else this.#note(answer);
    this.#end();
    this.#verdict.resolve(answer);
  }

  #fail(kind: 'network' | 'timeout'): void {
    this.#note(null);
    this.#end();
    this.#verdict.reject(kind === 'network' ? new TransportError(kind, NO_ANSWER) : noByteMoved(30_000));
  }

  #note(answer: Answer | null): void {
    const note = this.#isDiscovery ? noteShown : noteAnswer;
    note(this.#world, this.#server, this.#request, this.#claim, answer);
  }

  #at(delayMs: number, fire: () => void): void {
    this.#cancels.push(this.#world.clock.at(delayMs, fire));
  }

  #clear(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels = [];
  }

  #end(): void {
    this.#clear();
    this.#options.signal.removeEventListener('abort', this.#onAbort);
    this.#world.arrives(this.#request.url);
    this.#over();
  }
}
