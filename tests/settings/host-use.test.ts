import { describe, expect, test } from 'vitest';
import { covers, type HostUse, hostPattern, loadHostUse, reviewHosts, withUse } from '../../lib/settings/host-use.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = Date.UTC(2026, 5, 30);
const A = 'https://a.example/*';
const B = 'https://b.example/*';
const ago = (days: number) => NOW_MS - days * DAY_MS;

test('a pattern stands for every port of a server', () => {
  expect(hostPattern('http://localhost:8080/a?b')).toBe('http://localhost/*');
});

test.each([
  [A, 'https://a.example:8443/x?y', true],
  [A, 'http://a.example/x', false],
  [A, 'https://a.example.evil/', false],
  ['https://*/*', 'https://any.example/', true],
  ['https://*/*', 'http://localhost/', false],
  ['*://*.b.example/*', 'https://up.b.example/', true],
  ['*://*.b.example/*', 'https://b.example/', true],
  ['*://*.b.example/*', 'https://evilb.example/', false],
  ['http://localhost:80/*', 'http://localhost/', true],
  [A, 'not an address', false],
])('%s covers %s: %s', (pattern, url, does) => {
  expect(covers(pattern, url)).toBe(does);
});

describe('access that is returned', () => {
  test('is what was unused for 30 days, and nothing younger', () => {
    const review = reviewHosts([A, B], { [A]: ago(30), [B]: ago(29.9) }, [], NOW_MS);
    expect(review).toEqual({ unused: [A], use: { [B]: ago(29.9) } });
  });

  test('is never what an unfinished recording or the minting endpoint needs', () => {
    const review = reviewHosts([A, B], { [A]: ago(300), [B]: ago(300) }, ['https://a.example:444/u?secret'], NOW_MS);
    expect(review.unused).toEqual([B]);
  });

  test('doesn’t include servers whose last use is unknown or in the future: they count from now on', () => {
    const review = reviewHosts([A, B], { [B]: NOW_MS + 400 * DAY_MS }, [], NOW_MS);
    expect(review).toEqual({ unused: [], use: { [A]: NOW_MS, [B]: NOW_MS } });
  });

  test('what is not granted any more is forgotten', () => {
    expect(reviewHosts([B], { [A]: ago(1), [B]: ago(1) }, [], NOW_MS).use).toEqual({ [B]: ago(1) });
  });
});

describe('a use', () => {
  const use: HostUse = { [A]: ago(3) };

  test('is kept for the servers that were given access to, and for no other', () => {
    expect(withUse([A], use, ['https://a.example/u', 'https://other.example/u'], NOW_MS)).toEqual({ [A]: NOW_MS });
    expect(withUse([A], use, ['https://other.example/u'], NOW_MS)).toBeNull();
  });

  test('is kept once a day', () => {
    expect(withUse([A], { [A]: ago(0.9) }, ['https://a.example/u'], NOW_MS)).toBeNull();
    expect(withUse([A], { [A]: ago(1) }, ['https://a.example/u'], NOW_MS)).toEqual({ [A]: NOW_MS });
  });
});

test('what is stored and cannot be read counts as nothing', async () => {
  const area = { get: async () => ({ 'host-use': { [A]: 'yesterday' } }), set: async () => undefined };
  expect(await loadHostUse(area)).toEqual({});
});
