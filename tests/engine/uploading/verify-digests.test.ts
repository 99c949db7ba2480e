import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { crc32c, crc32cInBase64 } from '../../../lib/base/crc32c.ts';
import { verifyDigests } from '../../../lib/engine/uploading/verify-digests.ts';
import type { Digest } from '../../../lib/upload/protocols/protocol.ts';

// More than a piece, and not a multiple of one.
const BYTES = new Uint8Array(randomBytes(5 * 1024 * 1024 + 3));
const CRC = crc32c(BYTES);
const { signal: SIGNAL } = new AbortController();
const GOOD_CRC: Digest = { algorithm: 'crc32c', base64: crc32cInBase64(CRC) };
const GOOD_MD5: Digest = { algorithm: 'md5', base64: createHash('md5').update(BYTES).digest('base64') };
const BAD_CRC: Digest = { algorithm: 'crc32c', base64: crc32cInBase64(CRC ^ 1) };
const BAD_MD5: Digest = { algorithm: 'md5', base64: createHash('md5').update('other').digest('base64') };

test('a CRC32C known from the writing is compared without reading the file', async () => {
  const unread = { ...recording(), read: () => expect.fail('It was read.') };
  expect(await verifyDigests([GOOD_MD5, GOOD_CRC], CRC, unread, SIGNAL)).toEqual({
    kind: 'agrees',
    algorithm: 'crc32c',
  });
});

test('after a crash the CRC32C is computed from the file', async () => {
  expect(await verifyDigests([GOOD_CRC], null, recording(), SIGNAL)).toEqual({ kind: 'agrees', algorithm: 'crc32c' });
  expect((await verifyDigests([BAD_CRC], null, recording(), SIGNAL)).kind).toBe('differs');
});

test('MD5 is compared where there is no CRC32C', async () => {
  expect(await verifyDigests([GOOD_MD5], CRC, recording(), SIGNAL)).toEqual({ kind: 'agrees', algorithm: 'md5' });
});

test.each([
  [BAD_CRC, 'CRC32C'],
  [BAD_MD5, 'MD5'],
])('a digest that differs is a problem (%j)', async (digest, algorithm) => {
  expect(await verifyDigests([digest], CRC, recording(), SIGNAL)).toEqual({
    kind: 'differs',
    problem: { kind: 'checksum-mismatch', algorithm },
  });
});

test.each<Digest[][]>([[[]], [[{ algorithm: 'crc32c', base64: 'AAAA' }]], [[{ algorithm: 'md5', base64: '==' }]]])(
  'what is no digest condemns nothing (%j)',
  async (digests) => {
    expect(await verifyDigests(digests, CRC, recording(), SIGNAL)).toEqual({ kind: 'not-compared' });
  },
);

test.each([GOOD_CRC, GOOD_MD5])('stopping the upload doesn’t wait for gigabytes to be read (%j)', async (digest) => {
  const stopped = new AbortController();
  let reads = 0;
  const long = {
    committedBytes: 100 * BYTES.length,
    read: () => {
      reads += 1;
      stopped.abort(new Error('The upload was stopped.'));
    },
  };
  await expect(verifyDigests([digest], null, long, stopped.signal)).rejects.toThrow('The upload was stopped.');
  expect(reads).toBe(1);
});

function recording() {
  return {
    committedBytes: BYTES.length,
    read: (start: number, into: Uint8Array<ArrayBuffer>) => into.set(BYTES.subarray(start, start + into.length)),
  };
}
