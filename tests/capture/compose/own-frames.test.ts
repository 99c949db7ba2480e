import { expect, test } from 'vitest';
import { copyPixels, ownFrames } from '../../../lib/capture/compose/own-frames.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { FrameWorld, type ScriptedFrame, ScriptedReader } from '../../support/scripted-frames.ts';

type Copy = (frame: ScriptedFrame) => Promise<ScriptedFrame>;

const asItIs = (frame: ScriptedFrame) => frame;

function rig() {
  const world = new FrameWorld();
  const camera = new ScriptedReader();
  const clock = new FakeClock();
  const copy = async ({ shows }: ScriptedFrame) => world.frame(`copy of ${shows}`);
  const open = () => [...world.open].map(({ shows }) => shows);
  return { world, camera, clock, copy, open };
}

test('what is read is a copy: the camera has its own frame back at once', async () => {
  const { world, camera, clock, copy, open } = rig();
  const reader = ownFrames(camera, copy, asItIs, clock);
  for (const shows of ['one', 'two']) camera.give(world.frame(shows));
  expect((await reader.read()).value?.shows).toBe('copy of one');
  expect(open()).toEqual(['two', 'copy of one']);
  await reader.cancel();
  expect(await reader.read()).toEqual({ done: true, value: undefined });
});

test('a frame whose copy fails or hangs is dropped, and closed; a late copy, too', async () => {
  const { world, camera, clock, copy, open } = rig();
  const late = Promise.withResolvers<ScriptedFrame>();
  const ways: Copy[] = [() => Promise.reject(new Error('No memory.')), () => late.promise, copy];
  const reader = ownFrames(camera, (frame) => (ways.shift() ?? copy)(frame), asItIs, clock);
  for (const shows of ['one', 'two', 'three']) camera.give(world.frame(shows));
  expect(await reader.read()).toEqual({ done: false });
  const hanging = reader.read();
  await clock.advance(1_000);
  expect(await hanging).toEqual({ done: false });
  late.resolve(world.frame('late copy'));
  expect((await reader.read()).value?.shows).toBe('copy of three');
  expect(open()).toEqual(['copy of three']);
});

test('where copying keeps failing, the camera’s own frames are passed on', async () => {
  const { world, camera, clock } = rig();
  const reader = ownFrames(camera, () => Promise.reject(new Error('Not supported.')), asItIs, clock);
  const read: (string | undefined)[] = [];
  for (const shows of ['one', 'two', 'three', 'four']) {
    camera.give(world.frame(shows));
    read.push((await reader.read()).value?.shows);
  }
  expect(read).toEqual([undefined, undefined, undefined, 'four']);
});

test.each([
  ['I420', 'I420'],
  // An alpha channel would be recorded as a second picture.
  [null, 'RGBX'],
])('a frame in format %s is copied as %s', async (known, format) => {
  const asked: unknown[] = [];
  const frame = {
    format: known,
    displayWidth: 4,
    displayHeight: 2,
    visibleRect: { x: 0, y: 0, width: 4, height: 2 },
    colorSpace: { toJSON: () => ({ matrix: 'bt709' }) },
    allocationSize: (options: unknown) => asked.push(options) && 32,
    copyTo: async (_bytes: Uint8Array, options: unknown) => asked.push(options) && [],
  };
  const spare = new Uint8Array(32);
  const { bytes, init } = await copyPixels(frame as unknown as VideoFrame, spare);
  expect([bytes === spare, init.format, init.codedWidth]).toEqual([true, format, 4]);
  expect(asked).toEqual(known === null ? [{ format }, { format }] : [{}, {}]);
});
