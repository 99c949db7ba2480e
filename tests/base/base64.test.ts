import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64, base64OfText } from '../../lib/base/base64.ts';

test('bytes are encoded as everybody does', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
});

test('a text is encoded as UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(base64OfText(text)).toBe(Buffer.from(text, 'utf8').toString('base64'));
    }),
  );
});
