import { base64OfText } from '../../../base/base64.ts';
import { assertNever } from '../../../base/errors.ts';
import type { Message } from '../../../recording/message.ts';
import { retryAfterOf } from '../../retry.ts';
import { isRetryableStatus, problemOfStatus, retryMessage } from '../../session/status.ts';
import { absentUpload } from '../../url/absent-upload.ts';
import { UNITS_OF_256_KIB } from '../chunk-rule.ts';
import type { Discovery } from '../detection.ts';
import type {
  Answer,
  Outcome,
  Protocol,
  Purpose,
  PurposeToRead,
  Subject,
  UploadMetadata,
  UploadRequest,
} from '../protocol.ts';

/** The protocol version, named in every request. */
const TUS_VERSION = '1.0.0';

/**
 * tus 1.0, with the extensions Creation (and its deferred length) and Termination.
 * @see https://tus.io/protocols/resumable-upload
 */
export const tus: Protocol = {
  name: 'tus',
  label: { id: 'protocol.tus' },
  sends: 'pieces',
  isDefault: false,
  opensMinted: false,
  rule: UNITS_OF_256_KIB,
  detect: {
    probeHeaders: { 'Tus-Resumable': TUS_VERSION },
    byLook: () => null,
    byHead: (head) =>
      isTusUpload(head) ? { kind: 'upload', protocol: 'tus', outcome: read({ kind: 'query' }, head) } : null,
    byServer: (head, options) =>
      [head, options].some((answer) => answer !== null && speaksTus(answer)) ? readExtensions(options) : null,
  },
  request,
  read,
  cancel: (url) => ({ method: 'DELETE', url, headers: { 'Tus-Resumable': TUS_VERSION }, body: null }),
  sizeWarning: () => null,
};

function speaksTus({ headers, redirectedTo }: Answer): boolean {
  const names = ['tus-resumable', 'tus-version', 'tus-extension'];
  return redirectedTo === null && names.some((name) => headers[name] !== undefined);
}

/** Answers that only an upload gives: an offset, "locked", or "there was one". An endpoint may answer 404, too. */
function isTusUpload(answer: Answer): boolean {
  if (answer.headers['upload-offset'] !== undefined) return answer.status >= 200 && answer.status < 300;
  return speaksTus(answer) && (answer.status === 410 || answer.status === 423);
}

/** @see https://tus.io/protocols/resumable-upload#options */
function readExtensions(options: Answer | null): Discovery {
  const list = options?.headers['tus-extension'];
  // tusd hides them from other origins.
  if (list === undefined) return { kind: 'endpoint', protocol: 'tus', needsLength: null };
  const extensions = list.split(',').map((name) => name.trim().toLowerCase());
  if (!extensions.includes('creation')) return { kind: 'no-uploads', protocol: 'tus' };
  return { kind: 'endpoint', protocol: 'tus', needsLength: !extensions.includes('creation-defer-length') };
}

function request(purpose: Purpose, url: string, { state, metadata }: Subject): UploadRequest {
  const named = { 'Tus-Resumable': TUS_VERSION };
  // The length can be set only once: tusd and @tus/server refuse a second one, even the same.
  const lengthOf = (totalBytes: number) => (state.lengthAtServer ? {} : { 'Upload-Length': String(totalBytes) });
  const patch = (offset: number, more: Readonly<Record<string, string>>): Omit<UploadRequest, 'body'> => ({
    method: 'PATCH',
    url,
    headers: { ...named, 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset), ...more },
  });
  switch (purpose.kind) {
    case 'create': {
      const { totalBytes } = purpose;
      const length = totalBytes === null ? { 'Upload-Defer-Length': '1' } : { 'Upload-Length': String(totalBytes) };
      const headers = { ...named, ...length, 'Upload-Metadata': describeMetadata(metadata) };
      return { method: 'POST', url, headers, body: null };
    }
    case 'query':
    case 'measure':
      return { method: 'HEAD', url, headers: named, body: null };
    case 'probe':
      return { method: 'HEAD', url: absentUpload(url), headers: named, body: null };
    case 'send': {
      const { start, end } = purpose.range;
      return { ...patch(start, purpose.last ? lengthOf(end) : {}), body: purpose.range };
    }
    case 'finalize':
      return { ...patch(purpose.totalBytes, lengthOf(purpose.totalBytes)), body: null };
    default:
      return assertNever(purpose);
  }
}

function describeMetadata({ filename, filetype }: UploadMetadata): string {
  const pairs = [`filename ${base64OfText(filename)}`];
  if (filetype !== null) pairs.push(`filetype ${base64OfText(filetype)}`);
  return pairs.join(',');
}

function read(purpose: PurposeToRead, answer: Answer): Outcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return readSuccess(purpose, answer);
  // 409: another offset. 423: the upload is locked, usually by our own request that was cut off. 460: the bytes were
  // damaged on the way.
  if (status === 409) return { kind: 'resynchronise' };
  if (status === 423 || status === 460 || isRetryableStatus(status)) {
    return {
      kind: 'retry',
      afterMs: retryAfterOf(answer),
      reason: reasonOf(status),
    };
  }
  if (status === 413) return { kind: 'too-large', status };
  return { kind: 'final', problem: status === 412 ? { kind: 'other-version', status } : problemOfStatus(status) };
}

function reasonOf(status: number): Message {
  if (status === 423) return { id: 'upload.uploadLocked', status };
  return status === 460 ? { id: 'upload.damagedOnTheWay', status } : retryMessage(status);
}

function readSuccess(purpose: PurposeToRead, answer: Answer): Outcome {
  if (purpose.kind === 'create') {
    const { location } = answer.headers;
    // A tus server answers 201. Any other success without an address comes from something in between.
    if (location === undefined && answer.status !== 201) {
      return { kind: 'retry', afterMs: null, reason: { id: 'upload.answerUnexpected' } };
    }
    const wasDeferred = purpose.totalBytes === null;
    const remember = wasDeferred ? { needsLength: false, lengthAtServer: false } : { lengthAtServer: true };
    return { kind: 'created', location: location ?? '', remember };
  }
  const storedBytes = byteCount(answer.headers['upload-offset']);
  if (storedBytes === null) {
    return { kind: 'retry', afterMs: null, reason: { id: 'upload.offsetMissing' } };
  }
  const complete = { kind: 'complete', storedBytes, digests: [] } as const;
  switch (purpose.kind) {
    case 'query':
    case 'measure': {
      const lengthBytes = byteCount(answer.headers['upload-length']);
      const remember = { lengthAtServer: lengthBytes !== null };
      if (storedBytes === lengthBytes) return { ...complete, inferred: true, remember };
      return { kind: 'stored', storedBytes, lengthBytes, remember };
    }
    case 'send':
    case 'finalize': {
      const endBytes = purpose.kind === 'send' ? purpose.range.end : purpose.totalBytes;
      if (purpose.kind === 'send' && !purpose.last) return { kind: 'stored', storedBytes };
      // The request named the length and wasn't refused.
      const remember = { lengthAtServer: true };
      return storedBytes === endBytes ? { ...complete, remember } : { kind: 'stored', storedBytes, remember };
    }
    default:
      return assertNever(purpose);
  }
}

function byteCount(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,15}$/.test(header.trim()) ? Number(header) : null;
}
