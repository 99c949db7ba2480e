import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Server as TusServer } from '@tus/server';
import { parseContentRange } from '../receiver/content-range-header.ts';
import { CountingStore } from './counting-store.ts';
import { PeerPage } from './peer-page.ts';

const PATIENCE_MS = 300_000;
const JSON_TYPE = { 'content-type': 'application/json' };

/** One upload as the sink saw it. Times are on the `performance.now()` clock. */
export interface SunkUpload {
  readonly bytes: number;
  /** From the arrival of the first request with bytes to the answer to the last. */
  readonly tookMs: number;
  /** From one answer to a request with bytes to the next. */
  readonly chunkMs: readonly number[];
  /** Null unless asked for. */
  readonly sha256: string | null;
}

/** A server that takes bytes as fast as they come and stores none. */
export interface Sink extends AsyncDisposable {
  readonly origin: string;
  /** The page with the other uploaders. */
  readonly peers: PeerPage;
  /** The page's origin: not that of the uploads, so they're cross-origin to it, as they are to the extension. */
  readonly peerOrigin: string;
  /** The URL that creates tus uploads. */
  readonly tusUrl: string;
  /** An upload URL for Content-Range. */
  mint(): string;
  /** Delays every request by one round trip. */
  setLatency(latencyMs: number): void;
  /**
   * Forgets what has arrived so far; resolves when the next whole upload is here. `totalBytes` is its length.
   * @throws Error when it isn't here within five minutes.
   */
  next(totalBytes: number, hashes: boolean): Promise<SunkUpload>;
  /** The time of the next request to an upload, of any kind. */
  nextRequest(): Promise<number>;
}

/** Starts a sink on 127.0.0.1. It takes one upload at a time. */
export async function startSink(): Promise<Sink> {
  const sink = new LocalSink();
  await sink.listen();
  return sink;
}

interface Watch {
  readonly totalBytes: number;
  readonly hash: Hash | null;
  readonly ends: number[];
  bytes: number;
  firstAtMs: number | null;
  done(upload: SunkUpload): void;
}

class LocalSink implements Sink {
  readonly peers = new PeerPage();
  readonly #server = createServer({ requestTimeout: 0, keepAliveTimeout: 120_000 });
  readonly #sockets = new Set<Socket>();
  readonly #heldBytes = new Map<string, number>();
  readonly #tus: TusServer;
  #latencyMs = 0;
  #watch: Watch | null = null;
  #onRequest: (atMs: number) => void = () => undefined;

  constructor() {
    const datastore = new CountingStore((piece) => this.#arrived(piece));
    this.#tus = new TusServer({ path: '/files', datastore });
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('request', (request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', () => resolve()));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get peerOrigin(): string {
    return this.origin.replace('127.0.0.1', 'localhost');
  }

  get tusUrl(): string {
    return `${this.origin}/files`;
  }

  mint(): string {
    return `${this.origin}/upload/${randomUUID()}`;
  }

  setLatency(latencyMs: number): void {
    this.#latencyMs = latencyMs;
  }

  next(totalBytes: number, hashes: boolean): Promise<SunkUpload> {
    this.#heldBytes.clear();
    return new Promise((resolve, reject) => {
      const hash = hashes ? createHash('sha256') : null;
      const watch: Watch = { totalBytes, hash, ends: [], bytes: 0, firstAtMs: null, done: resolve };
      this.#watch = watch;
      setTimeout(() => {
        if (this.#watch === watch)
          reject(new Error(`Of ${totalBytes} bytes ${watch.bytes} have come in five minutes.`));
      }, PATIENCE_MS).unref();
    });
  }

  nextRequest(): Promise<number> {
    return new Promise((resolve) => {
      this.#onRequest = resolve;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const atMs = performance.now();
    const path = request.url ?? '';
    if (path.startsWith('/peers') || path.startsWith('/content')) {
      await this.peers.answer(request, response);
      return;
    }
    this.#onRequest(atMs);
    this.#onRequest = () => undefined;
    if (this.#latencyMs > 0) await delay(this.#latencyMs);
    const brings = request.method === 'PUT' || request.method === 'PATCH';
    if (brings && this.#watch !== null && Number(request.headers['content-length'] ?? 0) > 0) {
      this.#watch.firstAtMs ??= atMs;
      response.once('finish', () => this.#answered());
    }
    if (path.startsWith('/files')) {
      await this.#tus.handle(request, response);
      return;
    }
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-expose-headers', 'Range');
    if (request.method === 'OPTIONS') {
      response.setHeader('access-control-allow-methods', 'PUT');
      response.setHeader('access-control-allow-headers', '*');
      response.setHeader('access-control-max-age', '7200');
      response.writeHead(204).end();
    } else if (request.method === 'PUT') await this.#put(request, response);
    else response.writeHead(405).end();
  }

  async #put(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const id = request.url ?? '';
    const held = this.#heldBytes.get(id) ?? 0;
    const range = parseContentRange(request.headers['content-range']);
    const isInOrder = range?.kind === 'bytes' && range.start === held;
    for await (const piece of request as AsyncIterable<Buffer>) if (isInOrder) this.#arrived(piece);
    if (range?.kind === 'bytes' && !isInOrder) {
      response.writeHead(400).end(`Byte ${held} is the next.`);
      return;
    }
    const holds = range?.kind === 'bytes' ? range.end : held;
    this.#heldBytes.set(id, holds);
    const headers = holds > 0 ? { range: `bytes=0-${holds - 1}` } : {};
    const isWhole = range !== null && 'total' in range && range.total === holds;
    // As Cloud Storage does: a bare 200 wouldn't tell whether this server holds everything.
    if (isWhole) response.writeHead(200, JSON_TYPE).end(JSON.stringify({ size: String(holds) }));
    else response.writeHead(308, headers).end();
  }

  #arrived(piece: Uint8Array): void {
    if (this.#watch === null) return;
    this.#watch.bytes += piece.length;
    this.#watch.hash?.update(piece);
  }

  #answered(): void {
    const watch = this.#watch;
    if (watch === null || watch.firstAtMs === null) return;
    watch.ends.push(performance.now());
    if (watch.bytes < watch.totalBytes) return;
    this.#watch = null;
    const { bytes, ends, firstAtMs, hash } = watch;
    const chunkMs = ends.slice(1).map((endMs, index) => endMs - (ends[index] ?? endMs));
    const tookMs = (ends.at(-1) ?? firstAtMs) - firstAtMs;
    watch.done({ bytes, tookMs, chunkMs, sha256: hash?.digest('hex') ?? null });
  }
}
