import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CameraPicture, pictureCopier } from '../../../lib/capture/compose/camera-picture.ts';

const SIDE = 4;

/** A camera's frame of one shade, and frames made of bytes. */
class FakeFrame {
  static open = 0;
  readonly format = 'I420';
  readonly displayWidth = SIDE;
  readonly displayHeight = SIDE;
  readonly visibleRect = { x: 0, y: 0, width: SIDE, height: SIDE };
  readonly colorSpace = { matrix: 'bt709', fullRange: false, toJSON: () => ({ matrix: 'bt709' }) };
  readonly shade: number;

  constructor(source: number | Uint8Array) {
    FakeFrame.open += 1;
    this.shade = typeof source === 'number' ? source : (source[0] ?? 0);
  }

  clone(): FakeFrame {
    return new FakeFrame(this.shade);
  }

  allocationSize(): number {
    return SIDE * SIDE * 1.5;
  }

  async copyTo(bytes: Uint8Array) {
    bytes.fill(this.shade);
    return [0, SIDE * SIDE, SIDE * SIDE * 1.25].map((offset, index) => ({
      offset,
      stride: index === 0 ? SIDE : SIDE / 2,
    }));
  }

  close(): void {
    FakeFrame.open -= 1;
  }
}

beforeEach(() => {
  FakeFrame.open = 0;
  vi.stubGlobal('VideoFrame', FakeFrame);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const cameraFrame = (shade: number) => new FakeFrame(shade) as unknown as VideoFrame;
const shadeOf = (picture: CameraPicture) => picture.planar?.pixels.bytes[0];

test('pictures use the memory of those that are closed, never of one that is still drawn', async () => {
  const copy = pictureCopier();
  const one = await copy(cameraFrame(1));
  const drawn = one.clone();
  one.close();
  one.close();
  const two = await copy(cameraFrame(2));
  expect([drawn, two].map(shadeOf)).toEqual([1, 2]);
  const memory = drawn.planar?.pixels.bytes;
  drawn.close();
  const three = await copy(cameraFrame(3));
  expect(three.planar?.pixels.bytes).toBe(memory);
  expect([three, two].map(shadeOf)).toEqual([3, 2]);
});

test('a copied picture gives a canvas a frame of its bytes', async () => {
  const picture = await pictureCopier()(cameraFrame(7));
  expect((picture.toFrame() as unknown as FakeFrame).shade).toBe(7);
});

test('one around the camera’s own frame closes it with the last of its users', () => {
  const picture = CameraPicture.around(cameraFrame(5));
  const other = picture.clone();
  expect([picture.planar, (other.toFrame() as unknown as FakeFrame).shade]).toEqual([null, 5]);
  expect(FakeFrame.open).toBe(2);
  picture.close();
  expect(FakeFrame.open).toBe(2);
  other.close();
  expect(FakeFrame.open).toBe(1);
});
