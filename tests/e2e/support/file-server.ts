import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What arrived, in order. `bytes`: how much of the body; null if the connection was cut. */
export interface FileRequest {
  readonly method: string;
  readonly contentRange: string | null;
  readonly bytes: number | null;
}

/** A file store like S3: each `PUT` replaces the file with its body, whatever `Content-Range` says. */
export interface FileServer extends AsyncDisposable {
  readonly origin: string;
  /** A URL signed for a `PUT` of the file, and nothing else. */
  signedUrl(name: string): string;
  /** The file's address without a signature, which may be read. */
  plainUrl(name: string): string;
  /** Null: there is no such file. */
  file(name: string): Buffer | null;
  store(name: string, bytes: Buffer): void;
  /** The next file gets a success answer that says nothing about it, and is lost. */
  loseNextWithThanks(): void;
  /** The next body is cut off after this many bytes, and none of it is stored. */
  cutNextAfter(bytes: number): void;
  readonly requests: readonly FileRequest[];
}

/** Starts one on loopback. */
export async function startFileServer(): Promise<FileServer> {
  const files = new Map<string, Buffer>();
  const requests: FileRequest[] = [];
  let cutAfterBytes = Number.POSITIVE_INFINITY;
  let losesNext = false;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', headers } = request;
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Methods', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    response.setHeader('Access-Control-Expose-Headers', 'ETag');
    const isPreflight = method === 'OPTIONS' && headers['access-control-request-method'] !== undefined;
    if (isPreflight) {
      response.writeHead(204).end();
      return;
    }
    const entry = { method, contentRange: headers['content-range'] ?? null };
    if (method === 'PUT') {
      const pieces: Buffer[] = [];
      let bytes = 0;
      for await (const piece of request as AsyncIterable<Buffer>) {
        pieces.push(piece);
        bytes += piece.length;
        if (bytes < cutAfterBytes) continue;
        cutAfterBytes = Number.POSITIVE_INFINITY;
        requests.push({ ...entry, bytes: null });
        request.socket.resetAndDestroy();
        return;
      }
      const body = Buffer.concat(pieces);
      if (losesNext) {
        losesNext = false;
        requests.push({ ...entry, bytes: body.length });
        response.writeHead(200, { 'content-type': 'text/plain' }).end('Thank you!');
        return;
      }
      files.set(url.pathname, body);
      requests.push({ ...entry, bytes: body.length });
      response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end();
      return;
    }
    requests.push({ ...entry, bytes: 0 });
    const file = files.get(url.pathname);
    if (url.searchParams.has('X-Amz-Signature')) response.writeHead(403).end();
    else if (file === undefined) response.writeHead(404).end();
    else response.writeHead(200, { 'content-length': file.length }).end();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const query = 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-SignedHeaders=host&X-Amz-Signature=SECRET';
  return {
    origin,
    signedUrl: (name) => `${origin}/${name}?${query}`,
    plainUrl: (name) => `${origin}/${name}`,
    file: (name) => files.get(`/${name}`) ?? null,
    store: (name, bytes) => void files.set(`/${name}`, bytes),
    loseNextWithThanks: () => {
      losesNext = true;
    },
    cutNextAfter: (bytes) => {
      cutAfterBytes = bytes;
    },
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
