import { expect, test } from 'vitest';
import { defaultProtocol, PROTOCOLS, protocolNamed } from '../../../lib/upload/protocols/protocols.ts';

test.each(['pieces', 'whole-file'] as const)('exactly one protocol is the default for %s', (sends) => {
  const defaults = PROTOCOLS.filter((protocol) => protocol.isDefault && protocol.sends === sends);
  expect(defaults).toEqual([defaultProtocol(sends)]);
});

test('every protocol is found by its own name, and no other', () => {
  expect(PROTOCOLS.map(({ name }) => protocolNamed(name))).toEqual(PROTOCOLS);
  expect(new Set(PROTOCOLS.map(({ name }) => name)).size).toBe(PROTOCOLS.length);
  expect(protocolNamed('another version’s')).toBeNull();
});
