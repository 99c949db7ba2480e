import { createServer, type IncomingMessage, type ServerResponse, request as startRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request in the server's place; false leaves it to the server. */
export type Meddle = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A proxy that meddles with the traffic passing through it. */
export interface Meddler {
  /** The same address, through the proxy. */
  through(url: string): string;
  stop(): Promise<void>;
}

/** Starts a loopback proxy in front of a server there. */
export async function startMeddler(meddle: Meddle): Promise<Meddler> {
  let target = '';
  const server = createServer((request, response) => {
    if (meddle(request, response)) {
      // Like a proxy, it reads the body first, so that the client hears the answer.
      request.resume();
      return;
    }
    const { method, headers, url = '/' } = request;
    const forwarded = startRequest(new URL(url, target), { method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    through: (url) => {
      const { origin, pathname, search } = new URL(url);
      target = origin;
      return `http://127.0.0.1:${port}${pathname}${search}`;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
