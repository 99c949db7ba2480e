import { describe, expect, it, vi } from 'vitest';
import type { ComposeNews, ComposeOrder } from '../../../lib/capture/compose/compose-messages.ts';
import { Compositor } from '../../../lib/capture/compose/compositor.ts';
import type { Flow } from '../../../lib/capture/cover-opening.ts';
import { DEFAULT_BUBBLE } from '../../../lib/recording/bubble.ts';

const LOOK_MS = 500;
const CROP = { x: 0, y: 0.25, width: 1, height: 0.5 };

/** A frame of which it is counted whether it is open. */
class FakeFrame {
  static open = 0;
  readonly displayWidth = 640;
  readonly displayHeight = 360;
  #isClosed = false;

  constructor() {
    FakeFrame.open += 1;
  }

  close(): void {
    if (!this.#isClosed) FakeFrame.open -= 1;
    this.#isClosed = true;
  }
}

interface FakeWorker {
  readonly orders: ComposeOrder[];
  readonly hear: (news: ComposeNews) => void;
  readonly die: (reason: string) => void;
  isEnded: boolean;
}

class World {
  readonly workers: FakeWorker[] = [];
  readonly outputs: { readonly written: VideoFrame[]; isClosed: boolean }[] = [];
  readonly sources: { readonly of: string; delivered: number; isClosed: boolean; give(frame: VideoFrame): void }[] = [];
  readonly events: string[] = [];
  nowMs = 0;
  /** Whether the recorder takes what is written. */
  takes = true;
  /** Whether a worker that was just made gives signs of life. */
  livesOn = true;
  #look: () => void = () => undefined;

  readonly compositor = new Compositor(
    {
      openWorker: (hear, die) => {
        const worker: FakeWorker = { orders: [], hear, die, isEnded: false };
        this.workers.push(worker);
        return {
          post: (order) => void worker.orders.push(order),
          end: () => {
            worker.isEnded = true;
          },
        };
      },
      framesOf: (track) => {
        let controller: ReadableStreamDefaultController<VideoFrame>;
        const readable = new ReadableStream<VideoFrame>({
          start: (made) => {
            controller = made;
          },
        });
        const source = {
          of: track.id,
          delivered: 0,
          isClosed: false,
          give: (frame: VideoFrame) => controller.enqueue(frame),
        };
        this.sources.push(source);
        return {
          readable,
          delivered: () => source.delivered,
          close: () => {
            source.isClosed = true;
          },
        };
      },
      openOutput: () => {
        const output = { written: [] as VideoFrame[], isClosed: false };
        this.outputs.push(output);
        return {
          track: { id: `output ${this.outputs.length}` } as MediaStreamTrack,
          write: (frame) => {
            output.written.push(frame);
            return this.takes ? Promise.resolve() : new Promise(() => undefined);
          },
          close: () => {
            output.isClosed = true;
          },
        };
      },
      nowMs: () => this.nowMs,
      every: (delayMs, callback) => {
        expect(delayMs).toBe(LOOK_MS);
        this.#look = callback;
        return () => {
          this.#look = () => undefined;
        };
      },
    },
    { bypassed: () => this.events.push('bypassed'), trackReplaced: () => this.events.push('trackReplaced') },
    100,
    { crop: CROP, isCamera: false },
  );

  get worker(): FakeWorker {
    return this.workers.at(-1) as FakeWorker;
  }

  /** Frames from the worker, and looks. */
  async run(looks: number): Promise<void> {
    for (let look = 0; look < looks; look += 1) {
      if (this.livesOn) this.frame();
      await settle();
      this.#look();
    }
  }

  frame(worker = this.worker): void {
    worker.hear({ kind: 'frame', frame: new FakeFrame() as unknown as VideoFrame });
  }
}

const track = (id: string) => ({ id }) as MediaStreamTrack;

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

describe('a compositor', () => {
  it('writes what its worker draws, and closes it', async () => {
    const world = new World();
    world.compositor.setInput('base', track('tab'));
    await world.run(3);
    expect([world.compositor.frames, FakeFrame.open]).toEqual([3, 0]);
    expect(world.worker.orders.filter(({ kind }) => kind === 'taken')).toHaveLength(3);
  });

  it('writes all, some or none of the frames, and closes each', async () => {
    const world = new World();
    world.compositor.setInput('base', track('camera'));
    const written = async (flow: Flow, frames = 30) => {
      world.compositor.setFlow(flow);
      const before = world.compositor.frames;
      for (let frame = 0; frame < frames; frame += 1) {
        world.nowMs += 1_000 / 30;
        world.frame();
        await settle();
      }
      return world.compositor.frames - before;
    };
    expect(await written('all')).toBe(30);
    expect(await written('few', 8)).toBe(4);
    expect(await written('few')).toBe(6);
    expect(await written('none')).toBe(0);
    expect(await written('all')).toBe(30);
    expect(FakeFrame.open).toBe(0);
    expect(world.worker.orders.filter(({ kind }) => kind === 'taken')).toHaveLength(128);
  });

  it('has ten frames last for the seconds in which an encoder opens on a busy machine, without a long gap', async () => {
    const world = new World();
    world.compositor.setInput('base', track('camera'));
    world.compositor.setFlow('few');
    const fromMs = world.nowMs;
    const writtenAtMs: number[] = [];
    while (world.compositor.frames < 11) {
      const before = world.compositor.frames;
      world.frame();
      await settle();
      if (world.compositor.frames > before) writtenAtMs.push(world.nowMs - fromMs);
      world.nowMs += 1_000 / 30;
    }
    expect(writtenAtMs.at(-1)).toBeGreaterThan(6_000);
    const gapsMs = writtenAtMs.slice(1).map((atMs, index) => atMs - (writtenAtMs[index] ?? 0));
    for (const [index, gapMs] of gapsMs.entries()) {
      expect(gapMs).toBeLessThan(Math.max(110, 0.45 * (writtenAtMs[index + 1] ?? 0)));
    }
  });

  it('keeps the recorder’s track, its size and its look when its worker dies or hangs', async () => {
    const world = new World();
    world.compositor.setInput('base', track('tab'));
    world.compositor.setLook(DEFAULT_BUBBLE);
    world.compositor.setInput('bubble', track('camera'));
    await world.run(1);
    const first = world.worker;
    first.die('Out of memory.');
    const second = world.worker;
    expect(second.orders.slice(0, 2)).toEqual([
      { kind: 'open', floorMs: 100, size: { width: 640, height: 360 }, base: { crop: CROP, isCamera: false } },
      { kind: 'look', look: DEFAULT_BUBBLE },
    ]);
    expect(second.orders.slice(2)).toMatchObject([
      { kind: 'input', input: 'base' },
      { kind: 'input', input: 'bubble' },
    ]);
    world.livesOn = false;
    await world.run(5);
    expect([world.workers.length, first.isEnded, second.isEnded]).toEqual([3, true, true]);
    // What a dead one still had on its way is let go of.
    world.frame(first);
    expect(FakeFrame.open).toBe(0);
    expect([world.compositor.track.id, world.outputs.length]).toEqual(['output 1', 1]);
    expect(world.sources.filter(({ isClosed }) => !isClosed).map(({ of }) => of)).toEqual(['tab', 'camera']);
  });

  it('gives the recorder the unchanged base when workers keep dying', async () => {
    vi.stubGlobal('VideoFrame', FakeFrame);
    const world = new World();
    world.compositor.setInput('base', track('tab'));
    world.compositor.setInput('bubble', track('camera'));
    for (let death = 0; death < 4; death += 1) world.worker.die('Again.');
    expect([world.events, world.worker.isEnded]).toEqual([['bypassed'], true]);
    for (let frame = 0; frame < 3; frame += 1) {
      world.sources.at(-1)?.give(new FakeFrame() as unknown as VideoFrame);
      await settle();
    }
    expect([world.sources.at(-1)?.of, world.compositor.frames, FakeFrame.open]).toEqual(['tab', 3, 0]);
    await world.run(20);
    expect(world.events).toEqual(['bypassed']);
    vi.unstubAllGlobals();
  });

  it('has a new track when the recorder stops taking frames', async () => {
    const world = new World();
    world.compositor.setInput('base', track('tab'));
    await world.run(2);
    world.takes = false;
    await world.run(8);
    world.takes = true;
    expect([world.events, world.compositor.track.id]).toEqual([['trackReplaced'], 'output 2']);
    expect(world.outputs[0]?.isClosed).toBe(true);
    await world.run(20);
    expect(world.events).toEqual(['trackReplaced']);
  });

  it('releases everything when it’s closed, once or twice', async () => {
    const world = new World();
    world.compositor.setInput('base', track('tab'));
    await world.run(1);
    world.compositor.close();
    world.compositor.close();
    world.frame();
    expect([world.worker.isEnded, world.sources[0]?.isClosed, world.outputs[0]?.isClosed]).toEqual([true, true, true]);
    expect(world.outputs[0]?.written).toHaveLength(1);
  });
});
