import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../lib/base/clock.ts';
import type { DrawFrame } from '../../../lib/capture/compose/canvas-drawing.ts';
import { PlanesDrawing } from '../../../lib/capture/compose/planes-drawing.ts';
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

  async copyTo(
    bytes: Uint8Array,
    {
      layout,
      rect = this.visibleRect,
    }: { layout: { offset: number; stride: number }[]; rect?: FakeFrame['visibleRect'] },
  ): Promise<void> {
    FakeFrame.copies += 1;
    if (this.isClosed) throw new Error('It is closed.');
    if (this.#wanted.copies === 'not') throw new Error('It cannot be copied.');
    if (this.#wanted.copies === 'never') await new Promise(() => undefined);
    layout.forEach(({ offset, stride }, index) => {
      const [width, height] = [rect.width, rect.height].map((side) => side / (index === 0 ? 1 : 2)) as [number, number];
      for (let line = 0; line < height; line += 1) {
        bytes.fill(this.#wanted.shade ?? 100, offset + line * stride, offset + line * stride + width);
      }
    });
  }

  close(): void {
    if (!this.isClosed) FakeFrame.open -= 1;
    this.isClosed = true;
  }
}

class Rig {
  onCanvas = 0;
  readonly drawing = new PlanesDrawing(
    ((base: FakeFrame) => {
      this.onCanvas += 1;
      expect(base.isClosed).toBe(false);
      return new FakeFrame({});
    }) as unknown as DrawFrame,
    systemClock,
  );

  /** As a composer does it: both frames may be closed as soon as drawing has begun. */
  async draw(base: Wanted, camera: Wanted | null = { shade: 200 }, size = SIZE): Promise<FakeFrame> {
    const frames = [new FakeFrame(base), camera && new FakeFrame(camera)] as const;
    const bubble = frames[1] && { frame: frames[1], look: LOOK };
    const drawn = this.drawing.draw(...([frames[0], bubble, size, 1] as unknown as Parameters<DrawFrame>));
    for (const frame of frames) frame?.close();
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
    const camera = new FakeFrame({ shade: 200 });
    for (let time = 0; time < 3; time += 1) {
      const base = new FakeFrame({});
      const picture = [base, { frame: camera, look: LOOK }, SIZE, time];
      (await rig.drawing.draw(...(picture as unknown as Parameters<DrawFrame>))).close();
      base.close();
    }
    camera.close();
    expect([FakeFrame.copies, FakeFrame.open]).toEqual([4, 0]);
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
    expect([rig.onCanvas, FakeFrame.copies, FakeFrame.open]).toEqual([1, 0, 0]);
  });

  it.each(['never', 'not'] as const)('one that is %s copied; the third time for good', async (copies) => {
    const rig = new Rig();
    vi.spyOn(console, 'warn').mockReturnValue();
    for (let time = 0; time < 5; time += 1) (await rig.draw(time % 2 === 0 ? { copies } : {}, { copies })).close();
    expect([rig.onCanvas, FakeFrame.copies, FakeFrame.open]).toEqual([5, 6, 0]);
    const other = new Rig();
    for (let time = 0; time < 6; time += 1) (await other.draw(time % 2 === 0 ? { copies } : {})).close();
    expect([other.onCanvas, FakeFrame.open]).toEqual([3, 0]);
  });
});
