import fc from 'fast-check';
import { BufferSource, EncodedPacketSink, Input, MP4, WEBM } from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { wholePart } from '../../lib/spool/whole-part.ts';
import { makeLiveFile } from '../support/live-file.ts';

const read = (bytes: Uint8Array) => async (start: number, end: number) => bytes.subarray(start, end);

async function countPackets(bytes: Uint8Array): Promise<number> {
  using input = new Input({ source: new BufferSource(bytes.slice()), formats: [WEBM, MP4] });
  let count = 0;
  for (const track of await input.getTracks()) {
    for await (const _packet of new EncodedPacketSink(track).packets()) count += 1;
  }
  return count;
}

describe.each(['webm', 'mp4'] as const)('of a live %s file', async (format) => {
  const { bytes, packetEnds } = await makeLiveFile(format);
  const firstEnd = Math.min(...packetEnds);

  test('that is whole, all is used', async () => {
    expect(await wholePart(read(bytes), bytes.length)).toEqual({
      endBytes: bytes.length,
      cut: false,
      lastMs: format === 'webm' ? 4_950 : null,
    });
    expect(await countPackets(bytes)).toBe(packetEnds.length);
  });

  test('that was cut anywhere, every packet that ends before the cut can be read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: firstEnd, max: bytes.length }), async (cutBytes) => {
        const cut = bytes.subarray(0, cutBytes);
        const { endBytes } = await wholePart(read(cut), cutBytes);
        expect(endBytes).toBeLessThanOrEqual(cutBytes);
        const whole = packetEnds.filter((end) => end <= cutBytes).length;
        expect(await countPackets(cut.subarray(0, endBytes))).toBe(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bytes that only look like the beginning of a piece', () => {
  test('do not end a WebM file', async () => {
    const { bytes } = await makeLiveFile('webm');
    // A block whose content is a cluster's beginning and then nothing like it, cut in its middle.
    const fakeCluster = [0x1f, 0x43, 0xb6, 0x75, 0xff, 0xe7, 0x81, 0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88];
    const block = [0xa3, 0x40, 0x80, 0x81, 0, 0, 0, ...fakeCluster, ...Array.from({ length: 40 }, () => 0x42)];
    const cut = withoutCues(bytes, block);
    expect(await wholePart(read(cut), cut.length)).toMatchObject({ endBytes: cut.length - block.length, cut: true });
  });

  test('do not end an MP4 file', async () => {
    const { bytes } = await makeLiveFile('mp4');
    const mfra = Buffer.from(bytes).lastIndexOf('mfra') - 4;
    const fakeFragment = [
      0,
      0,
      0,
      24,
      ...ascii('moof'),
      0,
      0,
      0,
      16,
      ...ascii('mfhd'),
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      1,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      8,
    ];
    const mdat = [0, 0, 1, 0, ...ascii('mdat'), ...fakeFragment];
    const cut = Uint8Array.from([...bytes.subarray(0, mfra), ...mdat]);
    expect(await wholePart(read(cut), cut.length)).toMatchObject({ endBytes: cut.length, cut: true });
  });
});

test('a file too short for anything counts as cut', async () => {
  for (const length of [0, 1, 7]) {
    expect(await wholePart(read(new Uint8Array(length)), length)).toEqual({
      endBytes: length,
      cut: true,
      lastMs: null,
    });
  }
});

/** The file up to its index, with something more at its end. */
function withoutCues(bytes: Uint8Array, more: readonly number[]): Uint8Array {
  const cues = Buffer.from(bytes).lastIndexOf(Buffer.from([0x1c, 0x53, 0xbb, 0x6b]));
  return Uint8Array.from([...bytes.subarray(0, cues), ...more]);
}

function ascii(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}
