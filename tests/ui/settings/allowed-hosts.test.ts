import { expect, test } from 'vitest';
import { allowedHosts } from '../../../lib/ui/settings/allowed-hosts.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW_MS = Date.UTC(2026, 5, 30);

test('lists servers by name, each with its last use', () => {
  const use = {
    'https://b.example/*': NOW_MS - 1,
    'http://localhost/*': NOW_MS - 12.5 * DAY_MS,
    'https://c.example/*': NOW_MS - DAY_MS,
  };
  const granted = ['https://c.example/*', 'http://localhost/*', 'https://b.example/*', 'https://a.example/*'];
  expect(allowedHosts(granted, use, NOW_MS).map(({ name, lastUse }) => `${name}: ${lastUse}`)).toEqual([
    'a.example: Not used yet',
    'b.example: Used in the last 24 hours',
    'c.example: Used yesterday',
    'localhost (http): Used 12 days ago',
  ]);
});

test('lists what was granted in the browser’s own settings', () => {
  const names = allowedHosts(['https://*/*', '*://*.example.com/*'], {}, NOW_MS).map(({ name }) => name);
  expect(names).toEqual(['All servers', 'example.com and its subdomains']);
});
