import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that lets every origin talk to it, which a redirect needs in order to continue. */
export interface Wide extends AsyncDisposable {
  readonly origin: string;
  /** `METHOD path`, with the size of the body and the key that came with it; preflights are omitted. */
  readonly journal: string[];
}

type Handle = (response: ServerResponse, bodyBytes: number) => void;

/** Starts one; `handle` answers everything except preflights. */
export async function startWide(handle: Handle): Promise<Wide> {
  const journal: string[] = [];
  const server: Server = createServer((request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Allow-Headers', '*, Authorization');
    response.setHeader('Access-Control-Allow-Methods', '*');
    response.setHeader('Access-Control-Expose-Headers', '*');
    let bodyBytes = 0;
    request.on('data', (piece: Buffer) => {
      bodyBytes += piece.length;
    });
    request.on('end', () => {
      if (request.method === 'OPTIONS') response.writeHead(204).end();
      else {
        journal.push(`${request.method} ${request.url} ${bodyBytes} ${request.headers['x-api-key'] ?? ''}`.trim());
        handle(response, bodyBytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
