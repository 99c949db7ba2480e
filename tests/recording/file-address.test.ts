import { expect, test } from 'vitest';
import { fileAddress } from '../../lib/recording/file-address.ts';
import { lookOf } from '../../lib/upload/url/url-look.ts';

const SIGNED = [
  'X-Amz-Signature=S&X-Amz-SignedHeaders=host',
  'X-Goog-Signature=S&X-Goog-SignedHeaders=host',
  'Signature=S&GoogleAccessId=I&Expires=1',
  'Signature=S&AWSAccessKeyId=I&Expires=1',
  'Signature=S&OSSAccessKeyId=I',
  'Signature=S&AccessKeyId=I',
  'x-oss-signature=S&x-oss-date=1',
  'q-signature=S&q-sign-algorithm=sha1',
  'sig=S&se=1&sv=2',
];

test.each(SIGNED)('a URL that is signed for a file stands for the file, whatever its signature: %s', (query) => {
  const url = `https://b.example/a/k%20%C3%BC.webm?${query}`;
  expect(lookOf(url).kind).toBe('whole');
  expect(fileAddress(url)).toBe('https://b.example/a/k ü.webm');
  expect(fileAddress(`${url}&more=1`)).toBe(fileAddress(url));
});

test.each([
  ['a session', 'https://storage.googleapis.com/upload/storage/v1/b/b/o?uploadType=resumable&upload_id=1'],
  ['a session that was started with a signed URL', `https://storage.googleapis.com/b/k?${SIGNED[1]}&upload_id=1`],
  ['a URL with a signature that nobody knows', 'https://u.example/take?signature=S&id=1'],
  ['what is no URL', 'b.example/…/k'],
])('%s stands for itself', (_what, url) => {
  expect(fileAddress(url)).toBe(url);
});

test('a path that can’t be decoded is compared as it is', () => {
  expect(fileAddress('https://b.example/%E0%A4?sig=S&se=1&sv=2')).toBe('https://b.example/%E0%A4');
});

test.each([
  [
    's3://b.c/a/k.webm',
    [
      'https://b.c.s3.amazonaws.com/a/k.webm',
      'http://b.c.s3.eu-central-1.amazonaws.com/a/k.webm',
      'https://b.c.s3-us-gov-west-1.amazonaws.com/a/k.webm',
      'https://s3.dualstack.us-east-1.amazonaws.com/b.c/a/k.webm',
      'https://s3.amazonaws.com/b.c/a/k.webm',
    ],
  ],
  ['gs://b/k.webm', ['https://b.storage.googleapis.com/k.webm', 'http://storage.googleapis.com/b/k.webm']],
  ['https://u.example:8443/k.webm', ['https://u.example:8443/k.webm', 'http://u.example:8443/k.webm']],
])('%s has many addresses', (file, urls) => {
  for (const url of urls) expect(fileAddress(`${url}?${SIGNED[0]}`)).toBe(file);
});

test.each([
  'https://s3.amazonaws.com.example/b/k',
  'https://p-1.s3-accesspoint.us-west-2.amazonaws.com/k',
  'https://storage.googleapis.com.example/b/k',
])('%s is nobody’s bucket', (url) => {
  expect(fileAddress(`${url}?${SIGNED[0]}`)).toBe(url);
});
