import { base64 } from '../../../base/base64.ts';
import { assertNever } from '../../../base/errors.ts';
import { retryAfterOf } from '../../retry.ts';
import { isWebPage } from '../../session/another-server.ts';
import { isRetryableStatus, problemOfStatus, retryMessage } from '../../session/status.ts';
import { lookOf } from '../../url/url-look.ts';
import { UNITS_OF_256_KIB } from '../chunk-rule.ts';
import { digestsOf, readSize, storedBytesOf } from '../content-range/content-range.ts';
import type { Discovery, UrlLook } from '../detection.ts';
import type { Answer, Digest, Outcome, Protocol, Purpose, PurposeToRead, Subject, UploadRequest } from '../protocol.ts';
import { limitWarning } from './whole-limit.ts';

/**
 * One `PUT` of the whole file, as presigned URLs and plain file servers take it. Nothing can be resumed: after a break
 * it starts again from the first byte. The file is there completely or not at all.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
export const put: Protocol = {
  name: 'put',
  label: { id: 'protocol.put' },
  sends: 'whole-file',
  isDefault: true,
  opensMinted: true,
  rule: UNITS_OF_256_KIB,
  detect: { probeHeaders: {}, byLook, byHead: () => null, byServer: () => null },
  request,
  read,
  // DELETE doesn't cancel a presigned URL, and a file server would delete the file that was there before.
  cancel: () => null,
  sizeWarning: limitWarning,
};

function byLook(look: UrlLook): Discovery | null {
  if (look.kind === 'unusable') return { kind: 'unusable', reason: look.reason };
  return look.kind === 'whole' ? { kind: 'whole', why: 'signed' } : null;
}

function request(purpose: Purpose, url: string, { metadata }: Subject): UploadRequest {
  switch (purpose.kind) {
    case 'send':
      return { method: 'PUT', url, headers: headersFor(url, metadata.filetype), body: purpose.range };
    case 'query':
    case 'measure':
      return { method: 'HEAD', url, headers: {}, body: null };
    case 'create':
    case 'finalize':
    case 'probe':
      throw new Error('A whole file is sent in one request, and asked about by HEAD.');
    default:
      return assertNever(purpose);
  }
}

/** The headers the store requires, and the media type if it can't break a signature. */
function headersFor(url: string, filetype: string | null): Readonly<Record<string, string>> {
  const look = lookOf(url);
  const signed = look.kind === 'whole' ? look : { contentType: 'free', headers: {} };
  const contentType = filetype === null || signed.contentType === 'forbidden' ? {} : { 'Content-Type': filetype };
  return { ...signed.headers, ...contentType };
}

function read(purpose: PurposeToRead, answer: Answer): Outcome {
  const { status, headers } = answer;
  if (purpose.kind === 'measure') return readSize(answer);
  if (status >= 200 && status < 300) {
    // A store never answers with a web page.
    if (isWebPage(answer)) return { kind: 'retry', afterMs: null, reason: { id: 'upload.webPageAnswered' } };
    const storedBytes = purpose.kind === 'query' ? byteCount(headers['content-length']) : storedBytesOf(answer);
    const word = { storedBytes, digests: wholeDigestsOf(answer) };
    const isUnclear = storedBytes === null && word.digests.length === 0 && answer.text.trim() !== '';
    return { kind: 'complete', ...word, ...(isUnclear ? { unclear: true } : {}) };
  }
  if (purpose.kind === 'query') return { kind: 'not-queryable', status };
  // S3 answers 400 when the connection stalled: send the file again.
  if (isRetryableStatus(status) || (status === 400 && answer.text.includes('<Code>RequestTimeout</Code>'))) {
    return { kind: 'retry', afterMs: retryAfterOf(answer), reason: retryMessage(status) };
  }
  return { kind: 'final', problem: problemOfStatus(status) };
}

function byteCount(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header.trim()) ? Number(header) : null;
}

/**
 * The store's digests of what it has. An `ETag` of 32 hexadecimal digits is usually the file's MD5, but not when the
 * store encrypts with its own key: a match proves that everything is there, a mismatch proves nothing.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html
 */
function wholeDigestsOf(answer: Answer): readonly Digest[] {
  const { headers } = answer;
  const named = digestsOf(answer);
  const md5 = headers['content-md5'];
  if (md5 !== undefined) return [...named, { algorithm: 'md5', base64: md5.trim() }];
  const hex = /^"?([0-9a-f]{32})"?$/i.exec((headers['etag'] ?? '').trim())?.[1];
  if (named.length > 0 || hex === undefined) return named;
  return [{ algorithm: 'md5', base64: base64(bytesOfHex(hex)), isHint: true }];
}

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
