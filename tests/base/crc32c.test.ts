import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c, crc32cInBase64 } from '../../lib/base/crc32c.ts';

const filled = (length: number, value: (index: number) => number) =>
  Uint8Array.from({ length }, (_, index) => value(index));

// The vectors of RFC 3720, appendix B.4, and the usual check value.
test.each([
  ['"123456789"', new TextEncoder().encode('123456789'), 0xe3069283],
  ['32 bytes of zeroes', filled(32, () => 0), 0x8a9136aa],
  ['32 bytes of ones', filled(32, () => 0xff), 0x62a8ab43],
  ['32 bytes counting up', filled(32, (index) => index), 0x46dd794e],
  ['32 bytes counting down', filled(32, (index) => 31 - index), 0x113fdb5c],
  ['no bytes', new Uint8Array(0), 0],
])('%s have the CRC32C that is known', (_name, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});

test('bytes have the same CRC32C however they are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), fc.nat(200), (bytes, one, other) => {
      const [first, second] = [Math.min(one, other), Math.max(one, other)];
      const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
      expect(pieces.reduce((crc, piece) => crc32c(piece, crc), 0)).toBe(crc32c(bytes));
    }),
  );
});

test('is written as Cloud Storage writes it', () => {
  // The example in its documentation of a hash is of an empty object.
  expect(crc32cInBase64(0)).toBe('AAAAAA==');
  expect(crc32cInBase64(0xe3069283)).toBe('4waSgw==');
});
