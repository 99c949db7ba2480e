import { describe, expect, it } from 'vitest';
import { Composer } from '../../../lib/capture/compose/composer.ts';
import { BUBBLE_CORNERS, type Bubble } from '../../../lib/recording/bubble.ts';
import { randomFrom } from '../../support/random-from.ts';
import { FrameWorld, inCorner, type ScriptedFrame, ScriptedReader } from '../../support/scripted-frames.ts';

const FLOOR_MS = 100;
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 300);

class Rig {
  readonly world = new FrameWorld();
  readonly composer = new Composer<ScriptedFrame>(this.world.ports, FLOOR_MS, null);
  base = new ScriptedReader();
  camera = new ScriptedReader();

  constructor() {
    this.composer.setBase(this.base);
  }

  withCamera(look: Bubble | null = inCorner('topLeft')): this {
    this.composer.setBubble(this.camera);
    this.composer.setLook(look);
    return this;
  }

  /** Gives frames at their times, in milliseconds from now. */
  async play(frames: readonly (readonly [atMs: number, input: 'base' | 'camera', shows: string])[]): Promise<void> {
    const beganMs = this.world.nowMs;
    for (const [atMs, input, shows] of frames) {
      await this.world.pass(beganMs + atMs - this.world.nowMs);
      this[input].give(this.world.frame(shows));
      await this.world.pass(0);
      this.allTaken();
    }
  }

  allTaken(): void {
    for (let taken = 0; taken < 3; taken += 1) this.composer.taken();
  }
}

describe('a base alone', () => {
  it('passes untouched, frame by frame', async () => {
    const rig = new Rig();
    await rig.play([
      [0, 'base', 'a'],
      [33, 'base', 'b'],
      [40, 'base', 'c'],
    ]);
    expect(rig.world.shown).toEqual(['a', 'b', 'c']);
  });

  it('is drawn again at the floor rate while it’s still, each time with a later timestamp', async () => {
    const rig = new Rig();
    await rig.play([[0, 'base', 'a']]);
    for (let tick = 0; tick < 5; tick += 1) {
      await rig.world.pass(FLOOR_MS);
      rig.allTaken();
    }
    expect(rig.world.shown).toEqual(['a', '[a]', '[a]', '[a]', '[a]', '[a]']);
    const times = rig.world.sent.map(({ timestampUs }) => timestampUs);
    expect(times.map((time, index) => time - (times[index - 1] ?? time))).toEqual([0, ...new Array(5).fill(100_000)]);
  });

  it('keeps the size of its first frame: another one is letterboxed', async () => {
    const rig = new Rig();
    await rig.play([[0, 'base', 'a']]);
    rig.base.give(rig.world.frame('wide', 1_000, 200));
    await rig.world.pass(0);
    expect(rig.world.sent).toMatchObject([
      { shows: 'a', size: '640x360' },
      { shows: '[wide]', size: '640x360' },
    ]);
  });

  it('is made even, permanently', async () => {
    const rig = new Rig();
    rig.base.give(rig.world.frame('odd', 641, 359));
    await rig.world.pass(0);
    expect(rig.world.sent).toMatchObject([{ shows: '[odd]', size: '642x360' }]);
  });

  it('waits for the recorder while three frames are on their way, and drops what comes meanwhile', async () => {
    const { world, base, composer } = new Rig();
    for (const shows of ['a', 'b', 'c', 'd']) {
      base.give(world.frame(shows));
      await world.pass(10);
    }
    composer.taken();
    base.give(world.frame('e'));
    await world.pass(10);
    expect(world.shown).toEqual(['a', 'b', 'c', 'e']);
  });

  it.each([
    [640, 360, 10],
    [1_920, 1_080, 10],
    [2_560, 1_440, 9],
    [3_840, 2_160, 4],
    [7_680, 4_320, 3],
  ])('has more copies on their way, so that a busy document leaves no gap: %i×%i', async (width, height, most) => {
    const world = new FrameWorld();
    const composer = new Composer<ScriptedFrame>({ ...world.ports, isBaseCopied: true }, FLOOR_MS, null);
    const base = new ScriptedReader();
    composer.setBase(base);
    for (let frame = 0; frame < 20; frame += 1) {
      base.give(world.frame('a', width, height));
      await world.pass(10);
    }
    expect(world.sent).toHaveLength(most);
    composer.close();
  });
});

describe('a camera over it', () => {
  it('also has more of its frames on their way: each is drawn', async () => {
    const rig = new Rig().withCamera();
    rig.camera.give(rig.world.frame('c'));
    for (let frame = 0; frame < 20; frame += 1) {
      rig.base.give(rig.world.frame('b'));
      await rig.world.pass(10);
    }
    expect(rig.world.sent).toHaveLength(10);
  });

  it('goes out with the frames of a moving base; none of those is lost, and none is added', async () => {
    const rig = new Rig().withCamera();
    const frames = Array.from({ length: 10 }, (_, n) => [
      [n * 33, 'base', `b${n}`] as const,
      [n * 33 + 20, 'camera', `c${n}`] as const,
    ]).flat();
    await rig.play(frames);
    expect(rig.world.shown.slice(0, 4)).toEqual(['b0', 'b1+c0@topLeft', 'b2+c1@topLeft', 'b3+c2@topLeft']);
    expect(rig.world.shown).toHaveLength(10);
  });

  it('moves over a still page', async () => {
    const rig = new Rig().withCamera();
    const frames = Array.from({ length: 30 }, (_, n) => [n * 33, 'camera', `c${n}`] as const);
    await rig.play([[0, 'base', 'page'], ...frames]);
    const seen = new Set(rig.world.shown);
    expect(frames.filter(([, , shows]) => seen.has(`page+${shows}@topLeft`)).length).toBeGreaterThanOrEqual(27);
  });

  it('moves, disappears and comes back while the base continues', async () => {
    const rig = new Rig().withCamera();
    await rig.play([
      [0, 'camera', 'c'],
      [1, 'base', 'a'],
    ]);
    rig.composer.setLook(inCorner('bottomRight'));
    await rig.play([[33, 'base', 'b']]);
    rig.composer.setLook(null);
    await rig.play([[33, 'base', 'c']]);
    rig.composer.setLook(inCorner('topLeft'));
    await rig.play([[33, 'base', 'd']]);
    expect(rig.world.shown).toEqual(['a+c@topLeft', 'b+c@bottomRight', 'c', 'd+c@topLeft']);
  });

  it('whose source ends doesn’t freeze in the picture', async () => {
    const rig = new Rig().withCamera();
    await rig.play([
      [0, 'camera', 'c'],
      [1, 'base', 'a'],
    ]);
    rig.camera.end();
    await rig.play([[33, 'base', 'b']]);
    expect(rig.world.shown).toEqual(['a+c@topLeft', 'b']);
  });

  it('that can’t be drawn costs one frame, not the next one', async () => {
    const rig = new Rig().withCamera();
    rig.world.drawingFails = true;
    await rig.play([
      [0, 'camera', 'c'],
      [1, 'base', 'a'],
    ]);
    rig.world.drawingFails = false;
    await rig.play([[33, 'base', 'b']]);
    expect([rig.world.shown, rig.world.failures.length]).toEqual([['b+c@topLeft'], 1]);
  });
});

describe('drawing that takes its time', () => {
  it('keeps the order and loses no base frame: new ones wait at their source', async () => {
    const rig = new Rig().withCamera();
    const { world, base, composer } = rig;
    await rig.play([
      [0, 'camera', 'c'],
      [1, 'base', 'a'],
    ]);
    world.drawingMs = 20;
    for (const shows of ['b', 'd', 'e']) base.give(world.frame(shows));
    await world.pass(25);
    composer.setLook(null);
    for (let turn = 0; turn < 3; turn += 1) {
      await world.pass(20);
      rig.allTaken();
    }
    expect(world.shown).toEqual(['a+c@topLeft', 'b+c@topLeft', 'd+c@topLeft', 'e']);
  });

  it('closes what was drawn if the composer was closed meanwhile', async () => {
    const rig = new Rig().withCamera();
    rig.world.drawingMs = 20;
    await rig.play([
      [0, 'camera', 'c'],
      [1, 'base', 'a'],
    ]);
    rig.composer.close();
    await rig.world.pass(50);
    expect([rig.world.shown, rig.world.open.size, rig.composer.facts.open]).toEqual([[], 0, 0]);
  });
});

it('leaves no frame open, whatever happens, and never sends the same timestamp twice', async () => {
  for (let seed = 1; seed <= SCHEDULES; seed += 1) {
    const random = randomFrom(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const rig = new Rig();
    const { world, composer } = rig;
    const events: Record<string, () => void> = {
      base: () =>
        rig.base.give(
          world.frame(
            'b',
            ...pick([
              [640, 360],
              [640, 360],
              [641, 359],
              [200, 800],
            ] as const),
          ),
        ),
      camera: () => rig.camera.give(world.frame('c')),
      look: () => composer.setLook(pick([null, ...BUBBLE_CORNERS.map(inCorner)])),
      cameraOff: () => composer.setBubble(null),
      cameraOn: () => {
        void rig.camera.cancel();
        rig.camera = new ScriptedReader();
        composer.setBubble(rig.camera);
      },
      cameraEnds: () => rig.camera.end(),
      baseAgain: () => {
        void rig.base.cancel();
        rig.base = new ScriptedReader();
        composer.setBase(rig.base);
      },
      baseEnds: () => rig.base.end(),
      taken: () => composer.taken(),
      drawing: () => {
        world.drawingFails = random() < 0.3;
        world.drawingMs = random() < 0.5 ? 0 : random() * 100;
      },
      sending: () => {
        world.sendingFails = random() < 0.3;
      },
    };
    const steps = 5 + Math.floor(random() * 60);
    for (let step = 0; step < steps; step += 1) {
      events[pick([...Object.keys(events), 'base', 'base', 'camera', 'camera', 'taken', 'taken'])]?.();
      await world.pass(random() < 0.5 ? 0 : random() * 80);
      // The last frame of each picture, and those that nobody has read yet.
      expect(composer.facts.open, `seed ${seed}`).toBeLessThanOrEqual(2);
    }
    await rig.base.cancel();
    await rig.camera.cancel();
    composer.close();
    await world.pass(1_000);
    expect([world.open.size, composer.facts.open], `seed ${seed}`).toEqual([0, 0]);
    const times = world.sent.map(({ timestampUs }) => timestampUs);
    expect(
      times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)),
      `seed ${seed}`,
    ).toBe(true);
  }
});
