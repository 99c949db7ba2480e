/*
 * A small, strict upload server on loopback, to develop and test against. It speaks the Content-Range dialect of
 * resumable uploads, as documented by Google Cloud Storage:
 *
 * - https://cloud.google.com/storage/docs/performing-resumable-uploads: chunks, status checks (`bytes *\/*`), 308 with
 *   `Range`, cancelling by DELETE with 499, answers to errors.
 * - https://cloud.google.com/storage/docs/resumable-uploads: multiples of 256 KiB, fewer bytes stored than sent, bytes
 *   sent to a finished session are ignored, bytes before the stored offset are ignored, life of a session.
 * - https://cloud.google.com/storage/docs/xml-api/reference-headers: `x-goog-stored-content-length`, `x-goog-hash`.
 *
 * The session's journal records everything a careful client never does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CorsOptions, setCorsHeaders } from './cors.ts';
import { DEFAULT_DIALECT, type Dialect } from './dialect.ts';
import { type Fault, FaultScript } from './faults.ts';
import { answerFile } from './file-answer.ts';
import { indexPage } from './index-page.ts';
import { readMintRequest } from './mint-request.ts';
import { answerPage } from './page-files.ts';
import { sendHtml, sendJson, sendStanding, sendText } from './send.ts';
import { standing } from './session.ts';
import type { SessionReport } from './session-report.ts';
import { SessionStore } from './session-store.ts';
import { ShapedLink, waitUnless } from './shaping.ts';
import type { StoredSession } from './stored-session.ts';
import { UploadExchange } from './upload-exchange.ts';

/** How to start a receiver. */
export interface ReceiverOptions {
  /** An ephemeral one when absent. */
  readonly port?: number;
  /** Where sessions are stored; existing ones are restored. When absent, a temporary directory, removed on stop. */
  readonly directory?: string;
  /** Overrides of {@link DEFAULT_DIALECT} for minted sessions. */
  readonly dialect?: Partial<Dialect>;
  /** Whether pages of other origins may use it; true when absent. */
  readonly cors?: boolean;
  /** Whether they may read `Range`; true when absent. */
  readonly exposeRange?: boolean;
  readonly faults?: readonly Fault[];
  /** Null or absent: unlimited. */
  readonly bytesPerSecond?: number | null;
  readonly latencyMs?: number;
}

/** Options for minting an upload. */
export interface MintOptions {
  readonly mimeType?: string;
  /** Overrides of the receiver's own dialect. */
  readonly dialect?: Partial<Dialect>;
}

/** A running receiver. */
export interface Receiver extends AsyncDisposable {
  /** Like `http://127.0.0.1:8080`. */
  readonly origin: string;
  readonly port: number;
  /** A POST here mints an upload URL, so it also works as a minting endpoint. */
  readonly mintUrl: string;
  readonly directory: string;
  mint(options?: MintOptions): Promise<{ readonly id: string; readonly url: string }>;
  /** Total body bytes that have come through the link so far. */
  readonly arrivedBytes: number;
  /** Ids, newest first. */
  sessionIds(): string[];
  /** The same as `GET /uploads/ID`. @throws Error when there is no such session. */
  session(id: string): Promise<SessionReport>;
  /** The file a session's bytes are written to. */
  filePath(id: string): string;
  /**
   * Resolves when every byte of the upload is here, answered or not.
   * @throws Error when it was cancelled, or the signal's reason.
   */
  completed(id: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  addFault(fault: Fault): void;
  clearFaults(): void;
  /** Across all connections; null lifts the limit. */
  setBandwidth(bytesPerSecond: number | null): void;
  setLatency(latencyMs: number): void;
  /** Cuts every connection and refuses new ones. */
  pauseNetwork(): Promise<void>;
  /** Listens again, on the same port. */
  resumeNetwork(): Promise<void>;
  /** Cuts every connection and stops; the directory stays unless it's the receiver's own temporary one. */
  stop(): Promise<void>;
}

/** Starts a receiver on 127.0.0.1. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), 'reelay-receiver-')));
  const receiver = new LocalReceiver(await SessionStore.open(directory), directory, options);
  await receiver.listen(options.port ?? 0);
  return receiver;
}

class LocalReceiver implements Receiver {
  readonly directory: string;
  readonly #store: SessionStore;
  readonly #dialect: Dialect;
  readonly #cors: CorsOptions;
  readonly #temporary: boolean;
  readonly #faults = new FaultScript();
  readonly #link = new ShapedLink();
  readonly #sockets = new Set<Socket>();
  readonly #exchanges = new Set<Promise<void>>();
  #server: Server | null = null;
  #port = 0;

  constructor(store: SessionStore, directory: string, options: ReceiverOptions) {
    this.#store = store;
    this.directory = directory;
    this.#dialect = { ...DEFAULT_DIALECT, ...options.dialect };
    this.#cors = { cors: options.cors ?? true, exposeRange: options.exposeRange ?? true };
    this.#temporary = options.directory === undefined;
    for (const fault of options.faults ?? []) this.#faults.add(fault);
    this.#link.setBandwidth(options.bytesPerSecond ?? null);
    this.#link.setLatency(options.latencyMs ?? 0);
  }

  get port(): number {
    return this.#port;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get arrivedBytes(): number {
    return this.#link.passedBytes;
  }

  get mintUrl(): string {
    return `${this.origin}/uploads`;
  }

  async listen(port: number): Promise<void> {
    // A slow upload may take hours, and an idle connection closed too early would look like a network error.
    const server = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000 });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    server.on('request', (request, response) => {
      const exchange = this.#serve(request, response).finally(() => this.#exchanges.delete(exchange));
      this.#exchanges.add(exchange);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async mint(options: MintOptions = {}): Promise<{ id: string; url: string }> {
    const dialect = { ...this.#dialect, ...options.dialect };
    const { identity } = await this.#store.create(options.mimeType ?? null, dialect);
    return { id: identity.id, url: `${this.origin}/upload/${identity.id}?token=${identity.token}` };
  }

  sessionIds(): string[] {
    return this.#store.list().map(({ identity }) => identity.id);
  }

  async session(id: string): Promise<SessionReport> {
    return await this.#known(id).report();
  }

  filePath(id: string): string {
    return this.#known(id).filePath;
  }

  async completed(id: string, { signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const { ended } = this.#known(id);
    const ending = await Promise.race([ended, ...(signal === undefined ? [] : [rejectionOf(signal)])]);
    if (ending === 'cancelled') throw new Error(`The upload ${id} was cancelled.`);
  }

  addFault(fault: Fault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  setBandwidth(bytesPerSecond: number | null): void {
    this.#link.setBandwidth(bytesPerSecond);
  }

  setLatency(latencyMs: number): void {
    this.#link.setLatency(latencyMs);
  }

  async pauseNetwork(): Promise<void> {
    const server = this.#server;
    if (server === null) return;
    this.#server = null;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    await Promise.all(this.#exchanges);
  }

  async resumeNetwork(): Promise<void> {
    if (this.#server === null) await this.listen(this.#port);
  }

  async stop(): Promise<void> {
    await this.pauseNetwork();
    await Promise.all(this.#store.list().map((session) => session.flushed()));
    if (this.#temporary) await rm(this.directory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #known(id: string): StoredSession {
    const session = this.#store.get(id);
    if (session === null) throw new Error(`There is no upload session ${id}.`);
    return session;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      setCorsHeaders(request, response, this.#cors);
      await this.#route(request, response);
    } catch (error) {
      console.error(error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'The receiver itself failed; its console says why.');
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    const [first = '', id = '', what = ''] = url.pathname.slice(1).split('/');
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const session = this.#store.get(id);
    if (request.method === 'OPTIONS' || request.method === 'POST') {
      if (await this.#faulted(request, response)) return;
    }
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else if (first === '' && reads) sendHtml(response, indexPage(this.#store.list()));
    else if (first === 'pages' && reads) await answerPage(response, id);
    else if (first === 'uploads' && id === '' && request.method === 'POST') await this.#answerMint(request, response);
    else if (session === null) sendText(response, 404, 'There is no such upload session.');
    else if (first === 'uploads' && reads && what === 'file') await answerFile(request, response, session);
    else if (first === 'uploads' && reads && what === '') sendJson(response, 200, await session.report());
    else if (first !== 'upload') sendText(response, 404, 'There is nothing here.');
    else if (url.searchParams.get('token') !== session.identity.token) sendText(response, 403, 'The token is wrong.');
    else if (request.method === 'HEAD') sendStanding(response, standing(session.state, session.identity.dialect));
    else if (request.method !== 'PUT' && request.method !== 'DELETE') sendText(response, 405, 'PUT or DELETE.');
    else await new UploadExchange(request, response, session, this.#link, this.#faults).run();
  }

  async #answerMint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.#link.arrive();
    const wish = await readMintRequest(request);
    if (wish === 'unreadable') sendText(response, 400, 'The body is not a JSON object.');
    else sendJson(response, 201, await this.mint(wish.mimeType === null ? {} : { mimeType: wish.mimeType }));
  }

  /** Applies a scripted fault to a request without a body; returns whether it was answered. */
  async #faulted(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const fault = this.#faults.take({ method: request.method ?? '', range: null, sessionId: null });
    if (fault === null) return false;
    if ('hangMs' in fault) {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      await waitUnless(gone.signal, fault.hangMs);
      return gone.signal.aborted;
    }
    if (!('status' in fault)) return false;
    response.writeHead(fault.status, { 'content-type': 'text/plain', ...fault.headers }).end(fault.body ?? '');
    return true;
  }
}

function rejectionOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
