import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { sniffMediaType } from './media-type.ts';
import type { StoredSession } from './stored-session.ts';

/** Answers with a session's bytes; honours a single range, so a player can seek. */
export async function answerFile(
  request: IncomingMessage,
  response: ServerResponse,
  session: StoredSession,
): Promise<void> {
  const { heldBytes } = session.state;
  const type = session.identity.mimeType ?? (await sniffFile(session.filePath));
  const headers = { 'content-type': type, 'accept-ranges': 'bytes', 'cache-control': 'no-store' };
  const range = parseRange(request.headers.range, heldBytes);
  if (range === 'unsatisfiable') {
    response.writeHead(416, { 'content-range': `bytes */${heldBytes}` }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: heldBytes };
  const contentLength = { 'content-length': end - start };
  if (range === null) response.writeHead(200, { ...headers, ...contentLength });
  else {
    const contentRange = { 'content-range': `bytes ${start}-${end - 1}/${heldBytes}` };
    response.writeHead(206, { ...headers, ...contentLength, ...contentRange });
  }
  if (request.method === 'HEAD' || start === end) {
    response.end();
    return;
  }
  try {
    await pipeline(createReadStream(session.filePath, { start, end: end - 1 }), response);
  } catch (error) {
    // Players keep breaking off and asking for another range.
    if (!response.destroyed) throw error;
  }
}

/** The requested range, `[start, end)`; null for the whole file. */
function parseRange(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const start = match[1] === '' ? Math.max(0, size - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' || match[2] === '' ? size : Math.min(size, Number(match[2]) + 1);
  return start < end ? { start, end } : 'unsatisfiable';
}

async function sniffFile(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(12), 0, 12, 0);
    return sniffMediaType(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
