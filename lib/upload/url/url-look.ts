import { GIB, MIB } from '../../base/byte-units.ts';
import type { Message } from '../../recording/message.ts';
import type { ContentTypeRule, UrlLook } from '../protocols/detection.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/upload-objects.html */
const S3_LIMIT_BYTES = 5 * GIB;
/** @see https://learn.microsoft.com/rest/api/storageservices/put-blob */
const AZURE_LIMIT_BYTES = 5_000 * MIB;

/** What the URL is by its look. `unknown` for text that isn't a URL. */
export function lookOf(text: string): UrlLook {
  const url = URL.parse(text);
  if (url === null) return { kind: 'unknown' };
  const query = new Map([...url.searchParams].map(([name, value]) => [name.toLowerCase(), value]));
  if (isMux(url.hostname)) return { kind: 'session' };
  // Firebase uses the same parameter for its own protocol.
  if (query.has('upload_id') && !query.has('upload_protocol')) {
    return { kind: isGoogle(url.hostname) ? 'session' : 'likely-session' };
  }
  return signedLook(query) ?? { kind: 'unknown' };
}

function isMux(hostname: string): boolean {
  return hostname.startsWith('direct-uploads.') && hostname.endsWith('.mux.com');
}

function isGoogle(hostname: string): boolean {
  return hostname.endsWith('.googleapis.com');
}

function signedLook(query: ReadonlyMap<string, string>): UrlLook | null {
  if (query.has('x-amz-signature')) return signedV4(query, query.get('x-amz-signedheaders'), S3_LIMIT_BYTES);
  if (query.has('x-goog-signature')) return signedV4(query, query.get('x-goog-signedheaders'), null);
  // Version 2 of these signatures covers the Content-Type, as an empty line if there is none.
  if (query.has('signature') && query.has('googleaccessid')) return whole(null, 'forbidden');
  if (query.has('signature') && SECOND_VERSION_KEYS.some((name) => query.has(name))) {
    return partOfUpload(query) ?? whole(S3_LIMIT_BYTES, 'forbidden');
  }
  // Alibaba covers it in version 4, too. Tencent covers what it lists; reading the list would gain nothing.
  if (query.has('x-oss-signature') || (query.has('q-signature') && query.has('q-sign-algorithm'))) {
    return partOfUpload(query) ?? whole(S3_LIMIT_BYTES, 'forbidden');
  }
  if (query.has('sig') && query.has('se') && query.has('sv')) {
    return whole(AZURE_LIMIT_BYTES, 'free', { 'x-ms-blob-type': 'BlockBlob' });
  }
  return null;
}

/** The names of the key in the signatures of S3 (second version), Alibaba OSS (first) and Huawei OBS. */
const SECOND_VERSION_KEYS = ['awsaccesskeyid', 'ossaccesskeyid', 'accesskeyid'] as const;

function whole(
  limitBytes: number | null,
  contentType: ContentTypeRule,
  headers: Readonly<Record<string, string>> = {},
): UrlLook {
  return { kind: 'whole', limitBytes, contentType, headers };
}

/**
 * A signature that names the headers it covers. Each has to be sent with the signed value, which only the URL's creator
 * knows.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
function signedV4(
  query: ReadonlyMap<string, string>,
  signedHeaders: string | undefined,
  limitBytes: number | null,
): UrlLook {
  const operation = query.get('x-id');
  if (operation !== undefined && operation !== 'PutObject') {
    return unusable(operation === 'UploadPart' ? ONE_PART : { id: 'url.signedForOther', operation: shown(operation) });
  }
  const part = partOfUpload(query);
  if (part !== null) return part;
  const names = (signedHeaders ?? '').toLowerCase().split(';');
  if (names.includes('x-goog-resumable')) return unusable({ id: 'url.startsSession' });
  const others = names.filter((name) => name !== '' && name !== 'host' && name !== 'content-type');
  if (others.length > 0) return unusable({ id: 'url.signedHeaders', headerNames: others.map(shown).join(', ') });
  return whole(limitBytes, names.includes('content-type') ? 'signed' : 'free');
}

const ONE_PART: Message = { id: 'url.signedForPart' };

function partOfUpload(query: ReadonlyMap<string, string>): UrlLook | null {
  return query.has('partnumber') && query.has('uploadid') ? unusable(ONE_PART) : null;
}

function unusable(reason: Message): UrlLook {
  return { kind: 'unusable', reason };
}

/** A name that is safe to show: a URL may contain anything. */
function shown(name: string): string {
  return /^[\w-]{1,40}$/.test(name) ? name : '…';
}
