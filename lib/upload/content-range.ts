import { assertNever } from '../recording/assert-never.ts';
import type { ByteRange } from './chunks.ts';
import type { Answer, Digest, Outcome, Protocol, Purpose, UploadRequest } from './protocol.ts';
import { parseRetryAfter } from './retry.ts';
import { isRetryableStatus, problemOfStatus } from './status.ts';

/**
 * The resumable Content-Range dialect of Google Cloud Storage sessions and Mux direct uploads.
 * @see https://cloud.google.com/storage/docs/performing-resumable-uploads
 * @see https://docs.mux.com/guides/upload-files-directly
 */
export const contentRange: Protocol = {
  name: 'content-range',
  request,
  read,
  cancel: (url) => ({ method: 'DELETE', url, headers: {}, body: null }),
};

function request(purpose: Purpose, url: string): UploadRequest {
  const put = (contentRangeValue: string, body: ByteRange | null): UploadRequest => ({
    method: 'PUT',
    url,
    headers: { 'Content-Range': contentRangeValue },
    body,
  });
  switch (purpose.kind) {
    case 'send': {
      const { start, end } = purpose.range;
      return put(`bytes ${start}-${end - 1}/${purpose.last ? end : '*'}`, purpose.range);
    }
    case 'finalize':
      return put(`bytes */${purpose.totalBytes}`, null);
    case 'query':
      return put('bytes */*', null);
    case 'create':
      // A session URL exists before it gets here: Mux and Cloud Storage hand it out.
      throw new Error('A Content-Range session is not created by the uploader.');
    default:
      return assertNever(purpose);
  }
}

function read(purpose: Purpose, answer: Answer): Outcome {
  const { status } = answer;
  if (status === 308) return readIncomplete(answer);
  if (status >= 200 && status < 300) {
    if (purpose.kind === 'send' && !purpose.last) return { kind: 'accepted' };
    return { kind: 'complete', storedBytes: storedBytesOf(answer), digests: digestsOf(answer) };
  }
  // A question carries no offset that could be wrong: only a piece is refused for its place.
  if (purpose.kind === 'query') {
    if (NOT_QUERYABLE.has(status)) return { kind: 'not-queryable', status };
  } else if (status === 416 || (status === 503 && /exceeds already uploaded size/i.test(answer.text))) {
    return { kind: 'resynchronise' };
  }
  if (isRetryableStatus(status)) {
    const afterMs = parseRetryAfter(answer.headers['retry-after'] ?? null, answer.atMs);
    return { kind: 'retry', afterMs, reason: `The server answered ${status}.` };
  }
  return { kind: 'final', problem: problemOfStatus(status) };
}

/** Answers to a status query by which a server that is alive may say that it does not know the question. */
const NOT_QUERYABLE: ReadonlySet<number> = new Set([400, 404, 405, 416, 501]);

function readIncomplete(answer: Answer): Outcome {
  const range = answer.headers['range'];
  if (range === undefined) return { kind: 'unreported' };
  // @uploadx/core writes "bytes=0--1" for nothing stored.
  const match = /^bytes=0-(-1|\d+)$/.exec(range.trim());
  if (match === null) return { kind: 'retry', afterMs: null, reason: 'The server’s Range header makes no sense.' };
  return { kind: 'stored', storedBytes: Number(match[1]) + 1 };
}

/** Cloud Storage reports what it stored in a header and in its JSON; others in their JSON alone, if at all. */
export function storedBytesOf(answer: Answer): number | null {
  const header = answer.headers['x-goog-stored-content-length'];
  if (header !== undefined && /^\d+$/.test(header)) return Number(header);
  return answer.truncated ? null : sizeInJson(answer.text);
}

function sizeInJson(text: string): number | null {
  if (!text.trimStart().startsWith('{')) return null;
  try {
    const { size } = JSON.parse(text) as { size?: unknown };
    return (typeof size === 'number' || typeof size === 'string') && /^\d+$/.test(String(size)) ? Number(size) : null;
  } catch {
    // Not JSON after all: the status line is what counts, the body is only a second opinion.
    return null;
  }
}

/** What the server computed of what it stored, by its own header. */
export function digestsOf(answer: Answer): Digest[] {
  const found = (answer.headers['x-goog-hash'] ?? '').matchAll(/\b(crc32c|md5)=([A-Za-z0-9+/]+=*)/g);
  return [...found].map(([, algorithm, base64]) => ({
    algorithm: algorithm === 'md5' ? 'md5' : 'crc32c',
    base64: base64 ?? '',
  }));
}
