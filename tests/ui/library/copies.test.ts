import { describe, expect, it } from 'vitest';
import { takeUnusedFile } from '../../../lib/spool/file-use.ts';
import { type CopyOrder, createCopies } from '../../../lib/ui/library/copies.ts';
import { distinct } from '../../../lib/ui/library/copy-orders.ts';
import { findDuration } from '../../../lib/ui/library/find-duration.ts';
import { createPosters } from '../../../lib/ui/library/posters.ts';

describe('distinct', () => {
  it('numbers repeated and taken names', () => {
    expect(distinct(['a.webm', 'b.webm', 'a.webm', 'a.webm'])).toEqual([
      'a.webm',
      'b.webm',
      'a (2).webm',
      'a (3).webm',
    ]);
    const taken = new Set(['a.b.mp4', 'a.b (2).mp4']);
    expect(distinct(['a.b.mp4', 'x'], (name) => taken.has(name))).toEqual(['a.b (3).mp4', 'x']);
  });
});

describe('findDuration', () => {
  class Player extends EventTarget {
    readonly visited: number[] = [];
    readonly duration: number;

    constructor(duration: number) {
      super();
      this.duration = duration;
    }

    set currentTime(seconds: number) {
      this.visited.push(seconds);
      queueMicrotask(() => this.dispatchEvent(new Event('seeked')));
    }
  }

  it('seeks to the end and back in a player without a duration', async () => {
    const player = new Player(Number.POSITIVE_INFINITY);
    await findDuration(player);
    expect(player.visited).toEqual([Number.MAX_SAFE_INTEGER, 0]);
  });

  it('leaves a player with a duration alone', async () => {
    const player = new Player(5);
    await findDuration(player);
    expect(player.visited).toEqual([]);
  });
});

/** What a recording's file is in use for; null when it may be deleted. */
async function useOf(id: string): Promise<string | null> {
  const file = await takeUnusedFile(id);
  if (typeof file === 'string') return file;
  file.release();
  return null;
}

describe('copies', () => {
  it('protect their files from deletion, even while they wait', async () => {
    const ends: (() => void)[] = [];
    const copies = createCopies(async () => {
      await new Promise<void>((resolve) => ends.push(resolve));
      return { bytes: 1, durationSeconds: 1, warning: null };
    });
    const uses = () => Promise.all(['held-a', 'held-b'].map(useOf));
    const saving = copies.save([order('held-a'), order('held-b')]);
    await expect.poll(() => ends).toHaveLength(1);
    expect(await uses()).toEqual(['saved', 'saved']);
    ends[0]?.();
    await expect.poll(() => ends).toHaveLength(2);
    await expect.poll(uses).toEqual([null, 'saved']);
    ends[1]?.();
    await saving;
    await expect.poll(uses).toEqual([null, null]);
  });

  const order = (recordingId: string): CopyOrder => ({
    recordingId,
    format: 'webm',
    name: `${recordingId}.webm`,
    target: { handle: {} as FileSystemFileHandle, deliver: async () => undefined, saveBeside: null },
    markersMs: [],
  });

  it('of a recording with markers have chapters beside them, or offer to save some', async () => {
    const copies = createCopies(async () => ({ bytes: 1, durationSeconds: 10, warning: null }));
    const saved: string[] = [];
    const saveBeside = async (name: string, text: string) => void saved.push(name, text);
    const marked = { ...order('a'), markersMs: [4_000] };
    await copies.save([
      { ...marked, target: { ...marked.target, saveBeside } },
      { ...order('b'), markersMs: [4_000] },
      order('c'),
    ]);
    expect(saved[0]).toBe('a.vtt');
    expect(saved[1]).toContain('00:00:04.000 --> 00:00:10.000\nMarker 1\n');
    const states = [...copies.states.value.values()];
    expect(states.map((state) => state.kind === 'saved' && (state.chapters?.name ?? null))).toEqual([
      null,
      'b.vtt',
      null,
    ]);
  });

  it('can be requested again right after they were cancelled while waiting', async () => {
    const jobs: { readonly id: string; readonly end: () => void }[] = [];
    const copies = createCopies(async ({ recordingId }, _onProgress, signal) => {
      signal.throwIfAborted();
      await new Promise<void>((resolve) => jobs.push({ id: recordingId, end: resolve }));
      return { bytes: 1, durationSeconds: 1, warning: null };
    });
    const first = copies.save([order('a'), order('b')]);
    await expect.poll(() => jobs.map(({ id }) => id)).toEqual(['a']);
    copies.cancel('b');
    expect(copies.states.value.has('b')).toBe(false);
    const again = copies.save([order('b')]);
    await expect.poll(() => jobs.map(({ id }) => id)).toEqual(['a', 'b']);
    for (const { end } of jobs) end();
    await Promise.all([first, again]);
    expect([...copies.states.value].map(([id, { kind }]) => [id, kind])).toEqual([
      ['a', 'saved'],
      ['b', 'saved'],
    ]);
  });
});

describe('posters', () => {
  it('are made once each, one at a time, and a failure does not stop the others', async () => {
    const asked: string[] = [];
    const waiting: PromiseWithResolvers<Blob | null>[] = [];
    const posters = createPosters((id) => {
      asked.push(id);
      const next = Promise.withResolvers<Blob | null>();
      waiting.push(next);
      return next.promise;
    });
    const [a, b, c] = [posters.of('a'), posters.of('b'), posters.of('c')];
    expect(posters.of('a')).toBe(a);
    await expect.poll(() => asked).toEqual(['a']);
    waiting[0]?.reject(new Error('no picture'));
    await expect.poll(() => asked).toEqual(['a', 'b']);
    waiting[1]?.resolve(null);
    await expect.poll(() => asked).toEqual(['a', 'b', 'c']);
    waiting[2]?.resolve(new Blob(['x']));
    await expect.poll(() => c.value).toMatch(/^blob:/);
    expect([a.value, b.value]).toEqual([null, null]);
  });
});
