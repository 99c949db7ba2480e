import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { beforeEach } from 'vitest';
import { type Receiver, type ReceiverOptions, startReceiver } from '../../dev/receiver/receiver.ts';

export const UNIT_BYTES = 256 * 1024;

/**
 * Starts a receiver for each test, and stops it afterwards.
 * @param use gets it, and each one that replaces it.
 * @returns replaces it by one with other options.
 */
export function useReceiver(use: (receiver: Receiver) => void): (options: ReceiverOptions) => Promise<void> {
  let current: Receiver;
  const start = async (options: ReceiverOptions) => {
    current = await startReceiver(options);
    use(current);
  };
  beforeEach(async () => {
    await start({});
    return () => current.stop();
  });
  return async (options) => {
    await current.stop();
    await start(options);
  };
}

/** Bytes that differ at every place that matters: no two units are alike. */
export function sampleBytes(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + (index >> 8) * 7 + (index >> 16)) & 0xff);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Sends `[start, end)` of the file; `total` null writes `*`. */
export function putChunk(
  url: string,
  file: Uint8Array<ArrayBuffer>,
  start: number,
  end: number,
  total: number | null,
): Promise<Response> {
  const headers = { 'content-range': `bytes ${start}-${end - 1}/${total ?? '*'}` };
  return fetch(url, { method: 'PUT', headers, body: file.slice(start, end) });
}

/** Sends `bytes *\/*`, or `bytes *\/T` when there is a total. */
export function putQuery(url: string, total: number | null = null): Promise<Response> {
  return fetch(url, { method: 'PUT', headers: { 'content-range': `bytes */${total ?? '*'}` } });
}

/** Begins a chunk, sends only its first bytes, and leaves the connection open. */
export function beginChunk(
  url: string,
  contentRange: string,
  contentLength: number,
  first: Uint8Array,
): { readonly sent: Promise<void>; abort(): void } {
  const headers = { 'content-range': contentRange, 'content-length': contentLength };
  const started = request(url, { method: 'PUT', headers, agent: false });
  const broken = Promise.withResolvers<void>();
  started.on('error', () => broken.resolve());
  const sent = new Promise<void>((resolve) => started.write(first, () => resolve()));
  return { sent: Promise.race([sent, broken.promise]), abort: () => started.destroy() };
}
