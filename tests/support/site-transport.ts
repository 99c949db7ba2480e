import type { Answer } from '../../lib/upload/protocols/protocol.ts';
import {
  NO_ANSWER,
  noByteMoved,
  type OutgoingRequest,
  type SendOptions,
  TransportError,
} from '../../lib/upload/wire/transport.ts';
import { bytesOf } from './fake-file.ts';
import { retryAfterHeader } from './fault.ts';
import type { ServerAnswer } from './model-server.ts';
import type { Site } from './site.ts';
import type { SiteFault } from './site-fault.ts';
import type { World } from './world.ts';

const LATENCY_MS = 40;
const BYTES_PER_MS = 1_000;

/** How a request ends for the client. */
export interface Verdict {
  resolve(answer: Answer): void;
  reject(reason: unknown): void;
}

/** One request on its way to a site, and what goes wrong with it. */
export class SiteFlight {
  readonly #world: World;
  readonly #site: Site;
  readonly #request: OutgoingRequest;
  readonly #options: SendOptions;
  readonly #verdict: Verdict;
  readonly #over: () => void;
  readonly #startedAtMs: number;
  readonly #bodyBytes: number;
  readonly #bodyMs: number;
  readonly #isGenuine: boolean;
  #fault: SiteFault = { kind: 'none' };
  #hasArrived = false;
  #cancels: (() => void)[] = [];

  constructor(
    world: World,
    site: Site,
    request: OutgoingRequest,
    options: SendOptions,
    verdict: Verdict,
    over: () => void,
  ) {
    this.#world = world;
    this.#site = site;
    this.#request = request;
    this.#options = options;
    this.#verdict = verdict;
    this.#over = over;
    this.#startedAtMs = world.clock.monotonicMs();
    const body = bytesOf(request.body);
    this.#bodyBytes = body?.length ?? 0;
    this.#bodyMs = this.#bodyBytes / BYTES_PER_MS;
    // The program may reuse its buffer as soon as it has given up on the request.
    const offset = request.headers['Upload-Offset'];
    this.#isGenuine = body === null || offset === undefined || world.content.matches(body, Number(offset));
  }

  begin(fault: SiteFault): void {
    this.#fault = fault;
    this.#options.signal.addEventListener('abort', this.#onAbort);
    if (!this.#world.online) {
      this.#at(1, () => this.#fail('network'));
      return;
    }
    switch (fault.kind) {
      case 'broken':
      case 'hang': {
        const share = fault.when === 'before' ? 0 : fault.when === 'after' ? 1 : fault.share;
        const reachedMs = LATENCY_MS + this.#bodyMs * share;
        this.#at(reachedMs, () => {
          if (fault.when !== 'before') this.#arrive(share);
          if (fault.kind === 'broken') this.#fail('network');
        });
        if (fault.kind === 'hang') this.#at(reachedMs + this.#options.stallTimeoutMs, () => this.#fail('timeout'));
        return;
      }
      case 'late':
        this.#at(LATENCY_MS, () => {
          this.#world.clock.at(fault.lateMs, () => this.#arrive(fault.share), true);
          this.#fail('network');
        });
        return;
      default:
        this.#at(this.#bodyMs / 2, () => this.#options.onProgress(Math.floor(this.#bodyBytes / 2)));
        this.#at(LATENCY_MS + this.#bodyMs, () => this.#succeed());
    }
  }

  /** The network goes down. */
  cut(hang: boolean): void {
    this.#clear();
    this.#arriveAsFar();
    if (hang) this.#at(this.#options.stallTimeoutMs, () => this.#fail('timeout'));
    else this.#fail('network');
  }

  /** The client dies in the middle of it. */
  vanish(): void {
    this.#arriveAsFar();
    this.#end();
  }

  readonly #onAbort = () => {
    this.#arriveAsFar();
    this.#site.hears(this.#request, null);
    this.#end();
    this.#verdict.reject(this.#options.signal.reason);
  };

  #arriveAsFar(): void {
    const elapsedMs = this.#world.clock.monotonicMs() - this.#startedAtMs;
    if (elapsedMs > 0) this.#arrive(this.#bodyMs === 0 ? 1 : Math.min(1, elapsedMs / this.#bodyMs));
  }

  #arrive(share: number): ServerAnswer | null {
    if (this.#hasArrived) return null;
    this.#hasArrived = true;
    return this.#site.take({
      request: this.#request,
      bodyBytes: this.#bodyBytes,
      share,
      isGenuine: this.#isGenuine,
      fault: this.#fault,
    });
  }

  #reply(): ServerAnswer & { readonly redirectedTo?: string } {
    const fault = this.#fault;
    const portal = this.#world.portalAnswer(this.#request, this.#site.url);
    if (portal !== null) return portal;
    switch (fault.kind) {
      case 'elsewhere': {
        if (fault.done) this.#arrive(1);
        const isPage = fault.form === 'page';
        const text = isPage ? '<!DOCTYPE html><title>Sign in</title>' : 'OK';
        const answer = { status: fault.status, headers: isPage ? { 'content-type': 'text/html' } : {}, text };
        return isPage ? answer : { ...answer, redirectedTo: 'https://login.example/sign-in' };
      }
      case 'refused once':
        // The minting endpoint does its own counting.
        if (this.#site !== this.#world.mint) this.#world.refuses(this.#site.url, fault.status);
        return { status: fault.status, headers: {}, text: fault.isPage ? '<html>' : '' };
      case 'retryable': {
        if (fault.done) this.#arrive(1);
        const headers = retryAfterHeader(fault.after, this.#world.clock.monotonicMs());
        return { status: fault.status, headers, text: '' };
      }
      default:
        return this.#arrive(1) ?? { status: 500, headers: {}, text: '' };
    }
  }

  #succeed(): void {
    const { redirectedTo = null, ...reply } = this.#reply();
    const answer: Answer = { ...reply, truncated: false, redirectedTo, atMs: this.#world.clock.now() };
    this.#site.hears(this.#request, answer);
    this.#end();
    this.#verdict.resolve(answer);
  }

  #fail(kind: 'network' | 'timeout'): void {
    this.#site.hears(this.#request, null);
    this.#end();
    this.#verdict.reject(kind === 'network' ? new TransportError(kind, NO_ANSWER) : noByteMoved(30_000));
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
    this.#world.arrives(this.#site.url);
    this.#over();
  }
}
