import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What other origins may see. */
export interface CorsOptions {
  /** Whether any CORS header is sent. */
  readonly cors: boolean;
  /** Whether pages of other origins may read the `Range` header. */
  readonly exposeRange: boolean;
}

/**
 * Identifies the exchange, as Cloud Storage does in every answer. A page that can read it knows that an answer without
 * `Range` really has none, rather than one hidden from it.
 */
const TRACE_HEADER = 'X-GUploader-UploadID';

/** Sets the headers that let pages of other origins use the receiver (Fetch standard, "CORS protocol"). */
export function setCorsHeaders(request: IncomingMessage, response: ServerResponse, options: CorsOptions): void {
  if (!options.cors) return;
  const exposed = ['x-goog-stored-content-length', 'x-goog-hash', 'Retry-After', 'Content-Range', 'Content-Length'];
  if (options.exposeRange) {
    exposed.unshift('Range', TRACE_HEADER);
    response.setHeader(TRACE_HEADER, randomUUID());
  }
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('Access-Control-Expose-Headers', exposed.join(', '));
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'GET, HEAD, POST, PUT, DELETE');
  // `*` doesn't cover Authorization, so the requested headers are allowed by name.
  response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
  response.setHeader('Access-Control-Allow-Private-Network', 'true');
  response.setHeader('Access-Control-Max-Age', '600');
}
