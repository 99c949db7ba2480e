import { expect, test } from 'vitest';
import { canAskForHostAccess } from '../../../lib/ui/recording/host-access.ts';

test.each([
  ['https://upload.example/a?b', true],
  ['https://[::1]/a', true],
  ['http://localhost:8080/a', true],
  ['http://127.0.0.1:1/a', true],
  ['http://127.0.0.2/a', false],
  ['http://[::1]:8080/a', false],
  ['http://upload.example/a', false],
  ['not an address', false],
])('whether access to %s can be asked for: %s', (url, can) => {
  expect(canAskForHostAccess(url)).toBe(can);
});
