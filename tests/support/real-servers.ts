import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileStore } from '@tus/file-store';
import { Server as TusServer } from '@tus/server';
import { uploadx } from '@uploadx/core';

/** A third-party upload server with its own directory. */
export interface RealServer {
  readonly name: string;
  /** Where to send a recording: a newly created session, or an endpoint. */
  uploadUrl(): Promise<string>;
  /** Shuts down the server with all connections, and restarts it with nothing but its directory. */
  restart(): Promise<void>;
  /** The file it made from an upload; there is exactly one. */
  storedBytes(): Promise<Buffer>;
  /** Whether it has reported an upload as complete. */
  hasFinished(): boolean;
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';

/** \@uploadx/core: Cloud Storage's dialect. It keeps what arrived of a request that broke off. */
export function startUploadx(): Promise<RealServer> {
  return start(
    '@uploadx/core',
    (directory, finished) =>
      withCors(
        uploadx({
          uploadDir: directory,
          allowMIME: ['*/*'],
          onComplete: (file) => {
            finished();
            return file;
          },
        }),
      ),
    createUploadxSession,
  );
}

/** The CORS headers that a browser needs before it uploads; \@uploadx/core leaves them to its users. */
function withCors(serve: RequestListener): RequestListener {
  return (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*');
    response.setHeader('Access-Control-Allow-Methods', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Range, Location');
    if (request.method === 'OPTIONS') response.writeHead(204).end();
    else serve(request, response);
  };
}

async function createUploadxSession(origin: string): Promise<string> {
  for (;;) {
    const created = await fetch(`${origin}/files`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Upload-Content-Type': 'video/webm' },
      body: JSON.stringify({ name: 'recording.webm' }),
    });
    const location = created.headers.get('location');
    if (location !== null) return new URL(location, origin).href;
    // It answers 503 while it scans its directory.
    const text = await created.text();
    if (created.status !== 503) throw new Error(`No session was created: ${created.status} ${text}`);
  }
}

/**
 * \@tus/server with \@tus/file-store, which accepts a deferred length. `refusals`: how often its hook refuses to
 * finish.
 */
export function startTus({
  defersLength,
  refusals = 0,
}: {
  defersLength: boolean;
  refusals?: number;
}): Promise<RealServer> {
  let refused = 0;
  const serve: Serve = (directory, finished) => {
    const datastore = new FileStore({ directory });
    if (!defersLength) datastore.extensions = datastore.extensions.filter((name) => name !== 'creation-defer-length');
    const onUploadFinish = async () => {
      refused += 1;
      if (refused <= refusals) throw { status_code: 500, body: 'The hook failed.' };
      finished();
      return {};
    };
    const server = new TusServer({ path: '/files', datastore, onUploadFinish });
    return (request, response) => void server.handle(request, response);
  };
  const name = defersLength ? '@tus/server' : '@tus/server without deferred length';
  return start(name, serve, async (origin) => `${origin}/files`);
}

/** A request handler that has nothing but a directory behind it; calls `finished` when an upload is complete. */
type Serve = (directory: string, finished: () => void) => RequestListener;

async function start(name: string, serve: Serve, uploadUrl: (origin: string) => Promise<string>): Promise<RealServer> {
  const directory = await mkdtemp(join(tmpdir(), 'reelay-real-server-'));
  let hasFinished = false;
  const listener = () =>
    serve(directory, () => {
      hasFinished = true;
    });
  let server = await listen(listener(), 0);
  const { port } = server.address() as AddressInfo;
  return {
    name,
    uploadUrl: () => uploadUrl(`http://${LOOPBACK}:${port}`),
    restart: async () => {
      await close(server);
      server = await listen(listener(), port);
    },
    storedBytes: async () => {
      const names = (await readdir(directory)).filter((file) => !/\.(json|META)$/i.test(file));
      const [only] = names;
      if (only === undefined || names.length > 1) throw new Error(`Not one file, but: ${names.join(', ')}`);
      return readFile(join(directory, only));
    },
    hasFinished: () => hasFinished,
    stop: async () => {
      await close(server);
      await rm(directory, { recursive: true });
    },
  };
}

async function listen(listener: RequestListener, port: number): Promise<Server> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, LOOPBACK, resolve));
  return server;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
