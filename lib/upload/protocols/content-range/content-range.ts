import { assertNever } from '../../../base/errors.ts';
import type { ByteRange } from '../../chunks.ts';
import { retryAfterOf } from '../../retry.ts';
import { fileAt, isHeadOfPage } from '../../session/another-server.ts';
import { isRetryableStatus, problemOfStatus, retryMessage } from '../../session/status.ts';
import { absentUpload } from '../../url/absent-upload.ts';
import { UNITS_OF_256_KIB } from '../chunk-rule.ts';
import type { Discovery } from '../detection.ts';
import type { Answer, Digest, Outcome, Protocol, Purpose, PurposeToRead, UploadRequest } from '../protocol.ts';

const SESSION: Discovery = { kind: 'session', protocol: 'content-range' };

/**
 * The resumable Content-Range dialect of Google Cloud Storage sessions and Mux direct uploads.
 * @see https://cloud.google.com/storage/docs/performing-resumable-uploads
 * @see https://docs.mux.com/guides/upload-files-directly
 */
export const contentRange: Protocol = {
  name: 'content-range',
  label: { id: 'protocol.contentRange' },
  sends: 'pieces',
  isDefault: true,
  opensMinted: true,
  rule: UNITS_OF_256_KIB,
  detect: {
    probeHeaders: {},
    byLook: ({ kind }) => (kind === 'session' ? SESSION : null),
    byHead: (head) => (showsSession(head) ? SESSION : null),
    byServer: () => null,
  },
  request,
  read,
  cancel: (url) => ({ method: 'DELETE', url, headers: {}, body: null }),
  sizeWarning: () => null,
};

/** Only a resumable session's answer to a plain `HEAD` says how much is stored. */
function showsSession(answer: Answer): boolean {
  const { status, headers } = answer;
  if (headers['range'] === undefined && isHeadOfPage(answer)) return false;
  return status === 308 || (status >= 200 && status < 300 && headers['range'] !== undefined);
}

function request(purpose: Purpose, url: string): UploadRequest {
  const put = (contentRangeValue: string, body: ByteRange | null, to = url): UploadRequest => ({
    method: 'PUT',
    url: to,
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
    case 'probe':
      return put('bytes */*', null, absentUpload(url));
    case 'measure':
      return { method: 'HEAD', url, headers: {}, body: null };
    case 'create':
      // The session URL already exists: Mux and Cloud Storage create it.
      throw new Error('A Content-Range session is not created by the uploader.');
    default:
      return assertNever(purpose);
  }
}

function read(purpose: PurposeToRead, answer: Answer): Outcome {
  const { status } = answer;
  // A session that reports its offset in answer to HEAD, too, isn't a file.
  if (purpose.kind === 'measure') return showsSession(answer) ? readIncomplete(answer) : readSize(answer);
  if (status === 308) return readIncomplete(answer);
  if (status >= 200 && status < 300) {
    const word = { storedBytes: storedBytesOf(answer), digests: digestsOf(answer) };
    const isUnclear = word.storedBytes === null && word.digests.length === 0 && answer.text.trim() !== '';
    const unclear = isUnclear ? ({ unclear: true } as const) : {};
    if (purpose.kind === 'send' && !purpose.last) return { kind: 'accepted', ...unclear };
    return { kind: 'complete', ...word, ...unclear };
  }
  // A query has no offset that could be wrong; only a piece is refused for its position.
  if (purpose.kind === 'query') {
    if (NOT_QUERYABLE.has(status)) return { kind: 'not-queryable', status };
  } else if (status === 416 || (status === 503 && /exceeds already uploaded size/i.test(answer.text))) {
    return { kind: 'resynchronise' };
  }
  if (isRetryableStatus(status)) {
    return { kind: 'retry', afterMs: retryAfterOf(answer), reason: retryMessage(status) };
  }
  if (status === 413) return { kind: 'too-large', status };
  return { kind: 'final', problem: problemOfStatus(status) };
}

/** Statuses with which a working server may say that it doesn't know status queries. */
const NOT_QUERYABLE: ReadonlySet<number> = new Set([400, 404, 405, 416, 501]);

/**
 * Servers write the Range of a 308 in many ways: `bytes=0-9`, `0-9`, `bytes 0-9`, `Bytes=0-9`, `bytes=0-9/*`, with
 * spaces.
 * @uploadx/core writes `bytes=0--1` for nothing stored.
 */
const RANGE = /^(?:bytes\s*[=\s]\s*)?0\s*-\s*(-1|\d{1,15})(?:\s*\/\s*(?:\*|\d+))?$/i;

function readIncomplete(answer: Answer): Outcome {
  const range = answer.headers['range'];
  if (range === undefined) return { kind: 'unreported' };
  const match = RANGE.exec(range.slice(0, 100).trim());
  if (match === null) return { kind: 'retry', afterMs: null, reason: { id: 'upload.rangeUnreadable' } };
  return { kind: 'stored', storedBytes: Number(match[1]) + 1 };
}

/** A file's length by HEAD; unknown when it is compressed, or may be that of an empty page. */
export function readSize({ status, headers }: Answer): Outcome {
  if (isRetryableStatus(status)) return { kind: 'retry', afterMs: null, reason: retryMessage(status) };
  const length = headers['content-length']?.trim() ?? '';
  const isPlain = (headers['content-encoding'] ?? 'identity') === 'identity';
  const isThere = status >= 200 && status < 300;
  if (status === 404 || status === 410) return { kind: 'measured', sizeBytes: null, isMissing: true };
  if (isThere && fileAt({ headers }) === null) {
    return { kind: 'measured', sizeBytes: null, isMissing: true, isHollow: true };
  }
  const isKnown = isThere && isPlain && /^[1-9]\d{0,14}$/.test(length);
  return { kind: 'measured', sizeBytes: isKnown ? Number(length) : null };
}

/** What Cloud Storage says about the object in the JSON of its last answer; other servers may say only part of it. */
interface StoredObject {
  readonly size?: unknown;
  readonly crc32c?: unknown;
  readonly md5Hash?: unknown;
}

/** The size is in a header, in JSON, in both, or nowhere. */
export function storedBytesOf(answer: Answer): number | null {
  const header = answer.headers['x-goog-stored-content-length'];
  if (header !== undefined && /^\d{1,15}$/.test(header)) return Number(header);
  const { size } = objectIn(answer);
  return (typeof size === 'number' || typeof size === 'string') && /^\d{1,15}$/.test(String(size))
    ? Number(size)
    : null;
}

/** The checksums are in a header, or in JSON. Anything malformed is ignored. */
export function digestsOf(answer: Answer): Digest[] {
  const header = answer.headers['x-goog-hash'] ?? '';
  const { crc32c, md5Hash } = objectIn(answer);
  const found = [
    { algorithm: 'crc32c', base64: /\bcrc32c=([\w+/]{6}==)/.exec(header)?.[1] ?? crc32c },
    { algorithm: 'md5', base64: /\bmd5=([\w+/]{22}==)/.exec(header)?.[1] ?? md5Hash },
  ] as const;
  return found.flatMap(({ algorithm, base64 }) => {
    const digits = algorithm === 'md5' ? 22 : 6;
    return typeof base64 === 'string' && new RegExp(`^[\\w+/]{${digits}}==$`).test(base64)
      ? [{ algorithm, base64 }]
      : [];
  });
}

function objectIn({ text, truncated }: Answer): StoredObject {
  if (truncated || !text.trimStart().startsWith('{')) return {};
  try {
    return JSON.parse(text) as StoredObject;
  } catch {
    // Not JSON after all: the status line counts, and the body only adds to it.
    return {};
  }
}
