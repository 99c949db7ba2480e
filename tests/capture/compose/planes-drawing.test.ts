import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/base/clock.ts';
import { type CameraPicture, pictureCopier } from '../../../lib/capture/compose/camera-picture.ts';
import type { DrawFrame } from '../../../lib/capture/compose/canvas-drawing.ts';
import { PlanesDrawing } from '../../../lib/capture/compose/planes-drawing.ts';
import { SquareScaler } from '../../../lib/capture/compose/scale-square.ts';
import { inCorner } from '../../support/scripted-frames.ts';

const SIZE = { width: 64, height: 48 };
const LOOK = { ...inCorner('topLeft'), shape: 'square' } as const;
const COLOURS = { matrix: 'bt709', fullRange: false, toJSON: () => ({ matrix: 'bt709' }) };

/** What a test makes of a frame. */
interface Wanted {
  readonly format?: string | null;
  readonly width?: number;
  readonly height?: number;
  /** What is there, where it is shown smaller. */
  readonly visible?: { readonly width: number; readonly height: number };
  readonly shade?: number;
  readonly rotation?: number;
  readonly copies?: 'at once' | 'never' | 'not';
}

/** A frame of one shade that counts those that are open. */
class FakeFrame {
  static open = 0;
  static copies = 0;
  readonly format: string | null;
  readonly displayWidth: number;
  readonly displayHeight: number;
  readonly rotation: number;
  readonly colorSpace = COLOURS;
  readonly visibleRect: { x: number; y: number; width: number; height: number };
  readonly bytes: Uint8Array | null;
  readonly #wanted: Wanted;
  isClosed = false;

  /** Of what is visible, without gaps. */
  get #layout() {
    const { width, height } = this.visibleRect;
    const half = width / 2;
    return [
      { offset: 0, stride: width },
      { offset: width * height, stride: half },
      { offset: width * height * 1.25, stride: half },
    ];
  }

  constructor(source: Wanted | Uint8Array, init: { codedWidth?: number; codedHeight?: number; format?: string } = {}) {
    FakeFrame.open += 1;
    this.#wanted = source instanceof Uint8Array ? {} : source;
    this.bytes = source instanceof Uint8Array ? source.slice() : null;
    this.format = init.format ?? (this.#wanted.format === undefined ? 'I420' : this.#wanted.format);
    this.displayWidth = init.codedWidth ?? this.#wanted.width ?? SIZE.width;
    this.displayHeight = init.codedHeight ?? this.#wanted.height ?? SIZE.height;
    this.rotation = this.#wanted.rotation ?? 0;
    this.visibleRect = { x: 0, y: 0, width: this.displayWidth, height: this.displayHeight, ...this.#wanted.visible };
  }

  clone(): FakeFrame {
    return new FakeFrame(this.#wanted);
  }

  allocationSize(): number {
    return this.visibleRect.width * this.visibleRect.height * 1.5;
  }

  async copyTo(bytes: Uint8Array, { layout = this.#layout }: { layout?: { offset: number; stride: number }[] }) {
    FakeFrame.copies += 1;
    if (this.isClosed) throw new Error('It is closed.');
    if (this.#wanted.copies === 'not') throw new Error('It cannot be copied.');
    if (this.#wanted.copies === 'never') await new Promise(() => undefined);
    layout.forEach(({ offset, stride }, index) => {
      const [width, height] = [this.visibleRect.width, this.visibleRect.height].map(
        (side) => side / (index === 0 ? 1 : 2),
      ) as [number, number];
      for (let line = 0; line < height; line += 1) {
        bytes.fill(this.#wanted.shade ?? 100, offset + line * stride, offset + line * stride + width);
      }
    });
    return layout;
  }

  close(): void {
    if (!this.isClosed) FakeFrame.open -= 1;
    this.isClosed = true;
  }
}

class Rig {
  onCanvas = 0;
  readonly #copy = pictureCopier();
  readonly drawing = new PlanesDrawing(
    ((base: FakeFrame, bubble: Parameters<DrawFrame>[1]) => {
      bubble?.frame.toFrame().close();
      this.onCanvas += 1;
      expect(base.isClosed).toBe(false);
      return new FakeFrame({});
    }) as unknown as DrawFrame,
    systemClock,
  );

  /** As a worker makes it: the camera's frame is closed at once. */
  async picture(camera: Wanted): Promise<CameraPicture> {
    const frame = new FakeFrame(camera);
    const picture = await this.#copy(frame as unknown as VideoFrame);
    frame.close();
    return picture;
  }

  /** As a composer does it: both frames may be closed as soon as drawing has begun. */
  async draw(base: Wanted, camera: Wanted | null = { shade: 200 }, size = SIZE): Promise<FakeFrame> {
    const frame = new FakeFrame(base);
    const picture = camera && (await this.picture(camera));
    const bubble = picture && { frame: picture, look: LOOK };
    const drawn = this.drawing.draw(frame as unknown as VideoFrame, bubble, size, 1);
    frame.close();
    picture?.close();
    await vi.advanceTimersByTimeAsync(1_000);
    return (await drawn) as unknown as FakeFrame;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('VideoFrame', FakeFrame);
  Object.assign(FakeFrame, { open: 0, copies: 0 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Brightness along a line. */
const lineOf = ({ bytes }: FakeFrame, y: number) => [...(bytes ?? []).slice(y * SIZE.width, (y + 1) * SIZE.width)];

describe('a camera over a picture', () => {
  it('is drawn on its planes, and both frames may be closed immediately', async () => {
    const rig = new Rig();
    const drawn = await rig.draw({});
    // 28 % of 48, even, without a margin that small.
    expect(lineOf(drawn, 6)).toEqual([...new Array(12).fill(200), ...new Array(52).fill(100)]);
    expect(lineOf(drawn, 20)).toEqual(new Array(64).fill(100));
    drawn.close();
    expect([rig.onCanvas, FakeFrame.open]).toEqual([0, 0]);
  });

  it('may be larger than its display size: that’s how the browser scales a camera’s picture', async () => {
    const rig = new Rig();
    const drawn = await rig.draw({}, { shade: 200, visible: { width: 960, height: 720 } });
    expect([lineOf(drawn, 6)[5], rig.onCanvas]).toEqual([200, 0]);
  });

  it('is scaled once, however often it’s drawn', async () => {
    const rig = new Rig();
    const camera = await rig.picture({ shade: 200 });
    const planes = vi.spyOn(SquareScaler.prototype, 'scale');
    for (let time = 0; time < 3; time += 1) {
      const base = new FakeFrame({});
      const bubble = { frame: camera, look: LOOK };
      (await rig.drawing.draw(base as unknown as VideoFrame, bubble, SIZE, time)).close();
      base.close();
    }
    camera.close();
    expect([planes.mock.calls.length, FakeFrame.open]).toEqual([1, 0]);
  });
});

it('a picture that is one pixel short, or smaller, is drawn on black', async () => {
  const rig = new Rig();
  const drawn = await rig.draw({ width: 64, height: 47 }, null);
  expect([lineOf(drawn, 46)[0], lineOf(drawn, 47)[0], rig.onCanvas]).toEqual([100, 16, 0]);
});

describe('is drawn on a canvas', () => {
  it.each([
    ['a frame of another kind', { format: 'BGRX' }, {}],
    ['one of which the browser says nothing', { format: null }, {}],
    ['a camera of another kind', {}, { format: 'RGBA' }],
    ['a camera that is turned', {}, { rotation: 90 }],
    ['a camera that is stretched', {}, { visible: { width: 64, height: 64 } }],
    ['a picture that must be scaled', { width: 100, height: 20 }, {}],
    ['a picture that is shown smaller than it is', { visible: { width: 128, height: 96 } }, {}],
  ] as const)('%s', async (_, base, camera) => {
    const rig = new Rig();
    (await rig.draw(base, camera)).close();
    // The camera's frame alone is copied, before.
    expect([rig.onCanvas, FakeFrame.copies, FakeFrame.open]).toEqual([1, 1, 0]);
  });

  it.each(['never', 'not'] as const)('one that is %s copied; the third time for good', async (copies) => {
    const rig = new Rig();
    vi.spyOn(console, 'warn').mockReturnValue();
    for (let time = 0; time < 5; time += 1) (await rig.draw({ copies })).close();
    // The third time was the last in which the base was copied; the camera's frames still are.
    expect([rig.onCanvas, FakeFrame.copies, FakeFrame.open]).toEqual([5, 3 + 5, 0]);
    const other = new Rig();
    for (let time = 0; time < 6; time += 1) (await other.draw(time % 2 === 0 ? { copies } : {})).close();
    expect([other.onCanvas, FakeFrame.open]).toEqual([3, 0]);
  });
});
