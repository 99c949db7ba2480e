import { afterEach, expect, it, vi } from 'vitest';
import { Composer } from '../../../lib/capture/compose/composer.ts';
import { croppedFrames } from '../../../lib/capture/compose/crop-frames.ts';
import type { Rect } from '../../../lib/recording/crop.ts';
import { FrameWorld, inCorner, ScriptedFrame, ScriptedReader } from '../../support/scripted-frames.ts';

const MIDDLE: Rect = { x: 0.25, y: 0.25, width: 0.5, height: 0.5 };

afterEach(() => {
  vi.restoreAllMocks();
});

/** A composer whose base is cropped to its middle. */
class Rig {
  readonly world = new FrameWorld();
  readonly composer = new Composer<ScriptedFrame>(this.world.ports, 100, null);
  readonly base = new ScriptedReader();
  readonly camera = new ScriptedReader();
  croppingFails = false;

  constructor() {
    const cropped = croppedFrames(this.base, MIDDLE, (frame, { x, y, width, height }) => {
      if (this.croppingFails) throw new Error('It is closed already.');
      return new ScriptedFrame(this.world, `${frame.shows}(${x},${y})`, 0, width, height);
    });
    this.composer.setBase(cropped);
    this.composer.setBubble(this.camera);
  }

  async give(shows: string, width?: number, height?: number): Promise<void> {
    this.base.give(this.world.frame(shows, width, height));
    await this.world.pass(33);
    for (let taken = 0; taken < 3; taken += 1) this.composer.taken();
  }

  async end(): Promise<void> {
    await this.base.cancel();
    await this.camera.cancel();
    this.composer.close();
    await this.world.pass(200);
  }
}

it('passes the chosen part of each frame, with the camera over that part', async () => {
  const rig = new Rig();
  await rig.give('a');
  rig.composer.setLook(inCorner('topLeft'));
  rig.camera.give(rig.world.frame('c'));
  await rig.give('b');
  expect(rig.world.sent.map(({ shows, size }) => [shows, size])).toEqual([
    ['a(160,90)', '320x180'],
    ['b(160,90)+c@topLeft', '320x180'],
  ]);
  await rig.end();
  expect(rig.world.open.size).toBe(0);
});

it('keeps its size when the tab’s frames change, and takes the same share of them', async () => {
  const rig = new Rig();
  await rig.give('a');
  await rig.give('b', 1_280, 720);
  expect(rig.world.sent.map(({ shows, size }) => [shows, size])).toEqual([
    ['a(160,90)', '320x180'],
    ['[b(320,180)]', '320x180'],
  ]);
  await rig.end();
  expect(rig.world.open.size).toBe(0);
});

it('drops a frame that can’t be cropped: what was cut away is never seen', async () => {
  vi.spyOn(console, 'warn').mockReturnValue(undefined);
  const rig = new Rig();
  rig.croppingFails = true;
  await rig.give('a');
  rig.croppingFails = false;
  await rig.give('b');
  expect(rig.world.shown).toEqual(['b(160,90)']);
  await rig.end();
  expect(rig.world.open.size).toBe(0);
});

it('counts from where the picture begins in its buffer', async () => {
  const world = new FrameWorld();
  const source = new ScriptedReader();
  const seen: Rect[] = [];
  const reader = croppedFrames(source, MIDDLE, (_frame, rect) => {
    seen.push(rect);
    return world.frame('part');
  });
  source.give(Object.assign(world.frame('a'), { visibleRect: { x: 16, y: 8, width: 640, height: 360 } }));
  (await reader.read()).value?.close();
  expect([seen, world.open.size]).toEqual([[{ x: 176, y: 98, width: 320, height: 180 }], 0]);
});
