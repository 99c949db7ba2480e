import { expect, test } from 'vitest';
import { resolveLocation } from '../../../lib/upload/url/resolve-location.ts';

const ENDPOINT = 'https://tus.example/files?token=secret';

test.each([
  ['/files/abc', 'https://tus.example/files/abc'],
  ['abc', 'https://tus.example/abc'],
  ['//other.example/abc', 'https://other.example/abc'],
  ['https://other.example/abc?sig=1', 'https://other.example/abc?sig=1'],
  ['https://other.example/abc#part', 'https://other.example/abc'],
])('an upload created at %j is at %s', (location, url) => {
  expect(resolveLocation(location, ENDPOINT)).toBe(url);
});

test.each([
  ['http://tus.example/files/abc', ENDPOINT, 'https://tus.example/files/abc'],
  ['http://tus.example:8080/files/abc', ENDPOINT, 'https://tus.example/files/abc'],
  ['http://tus.example:8080/files/abc', 'https://tus.example:8443/files', 'https://tus.example:8443/files/abc'],
])('a server behind TLS that calls itself %s is reached as it was before', (location, endpoint, url) => {
  expect(resolveLocation(location, endpoint)).toBe(url);
});

test.each([
  '',
  '  ',
  'http://other.example/abc',
  'ftp://tus.example/abc',
  'http://[',
  'https://user@tus.example/abc',
  '//:password@tus.example/abc',
  'http://127.0.0.1/abc',
  'https://localhost/abc',
  'https://[::1]/abc',
  `/${'x'.repeat(9_000)}`,
])('%j is no place to send to', (bad) => {
  expect(resolveLocation(bad, ENDPOINT)).toBeNull();
});

test('a name of this machine that the extension’s policy cannot hold is no place to send to', () => {
  expect(resolveLocation('http://[::1]:1080/files/a', 'http://localhost:1080/files')).toBeNull();
});

test('this machine may be reached unencrypted', () => {
  expect(resolveLocation('/files/a', 'http://127.0.0.1:1080/files')).toBe('http://127.0.0.1:1080/files/a');
});
