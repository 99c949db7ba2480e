import { describe, expect, test } from 'vitest';
import { GIB, MIB } from '../../../lib/base/byte-units.ts';
import { lookOf } from '../../../lib/upload/url/url-look.ts';

const V4 = 'https://b.s3.amazonaws.com/k?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=900&X-Amz-Signature=ab';

describe('a session', () => {
  test.each([
    'https://storage.googleapis.com/b/o?upload_id=a',
    'https://bucket.storage.googleapis.com/o?upload_id=a',
    'https://storage.us-east1.rep.googleapis.com/b/o?upload_id=a',
    'https://www.googleapis.com/upload/storage/v1/b/b/o?uploadType=resumable&upload_id=a',
    'https://direct-uploads.production.mux.com/upload/a?token=t',
    // The signature of what began it stands beside it.
    'https://storage.googleapis.com/b/o?X-Goog-Signature=a&upload_id=a',
  ])('is known: %s', (url) => {
    expect(lookOf(url)).toEqual({ kind: 'session' });
  });

  test.each(['http://127.0.0.1:8000/o?upload_id=a', 'https://googleapis.com.example/o?upload_id=a'])(
    'may be anybody’s: %s',
    (url) => {
      expect(lookOf(url)).toEqual({ kind: 'likely-session' });
    },
  );

  test.each([
    'https://storage.googleapis.com/b/o',
    'https://mux.com/upload/a',
    'https://evil-direct-uploads.mux.com.example/a',
    'https://firebasestorage.googleapis.com/v0/b/b/o?upload_id=a&upload_protocol=resumable',
    'not a URL',
  ])('is not what it looks like from afar: %s', (url) => {
    expect(lookOf(url)).toEqual({ kind: 'unknown' });
  });
});

describe('a signed URL takes a whole file', () => {
  test.each([
    ['S3, version 4', `${V4}&X-Amz-SignedHeaders=host`, 5 * GIB, 'free'],
    ['S3, with a signed media type', `${V4}&X-Amz-SignedHeaders=content-type%3Bhost`, 5 * GIB, 'signed'],
    ['S3, version 2', 'https://b.s3.amazonaws.com/k?AWSAccessKeyId=A&Signature=s&Expires=1', 5 * GIB, 'forbidden'],
    [
      'Cloud Storage, version 4',
      'https://storage.googleapis.com/b/o?X-Goog-SignedHeaders=host&X-Goog-Signature=a',
      null,
      'free',
    ],
    [
      'Cloud Storage, version 2',
      'https://storage.googleapis.com/b/o?GoogleAccessId=a&Signature=s&Expires=1',
      null,
      'forbidden',
    ],
    [
      'Alibaba, version 1',
      'https://b.oss-cn-hangzhou.aliyuncs.com/k?OSSAccessKeyId=a&Signature=s&Expires=1',
      5 * GIB,
      'forbidden',
    ],
    ['Alibaba, version 4', 'https://b.oss-cn-hangzhou.aliyuncs.com/k?x-oss-signature=a', 5 * GIB, 'forbidden'],
    ['Tencent', 'https://b-1.cos.ap-beijing.myqcloud.com/k?q-sign-algorithm=sha1&q-signature=a', 5 * GIB, 'forbidden'],
  ] as const)('%s', (_store, url, limitBytes, contentType) => {
    expect(lookOf(url)).toEqual({ kind: 'whole', limitBytes, contentType, headers: {} });
  });

  test('Azure, which wants to know what kind of blob it is', () => {
    expect(
      lookOf('https://a.blob.core.windows.net/c/b?sv=2022-11-02&se=2030-01-01T00%3A00%3A00Z&sr=b&sp=cw&sig=x'),
    ).toEqual({
      kind: 'whole',
      limitBytes: 5_000 * MIB,
      contentType: 'free',
      headers: { 'x-ms-blob-type': 'BlockBlob' },
    });
  });
});

describe('a URL that is signed for something else says for what', () => {
  test.each([
    [`${V4}&X-Amz-SignedHeaders=host&x-id=GetObject`, { id: 'url.signedForOther', operation: 'GetObject' }],
    [`${V4}&X-Amz-SignedHeaders=host&x-id=UploadPart`, { id: 'url.signedForPart' }],
    [`${V4}&X-Amz-SignedHeaders=host&partNumber=1&uploadId=u`, { id: 'url.signedForPart' }],
    [`${V4}&X-Amz-SignedHeaders=host%3Bx-amz-acl`, { id: 'url.signedHeaders', headerNames: 'x-amz-acl' }],
    [
      'https://storage.googleapis.com/b/o?X-Goog-SignedHeaders=host%3Bx-goog-resumable&X-Goog-Signature=a',
      { id: 'url.startsSession' },
    ],
  ])('%s', (url, reason) => {
    expect(lookOf(url)).toEqual({ kind: 'unusable', reason });
  });

  test('and never repeats what may be a secret', () => {
    const look = lookOf(`${V4}&X-Amz-SignedHeaders=host&x-id=${encodeURIComponent('<b>secret</b>')}`);
    expect(JSON.stringify(look)).not.toContain('secret');
  });
});
