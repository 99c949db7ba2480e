import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { partRig } from '../../support/part-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** A recording whose recorder takes ten seconds to open, stopped after three. */
async function stoppedWhileOpening(how: Partial<ReturnType<typeof partRig>['wishes']>) {
  const rig = partRig({ endpointName: 'mine' });
  Object.assign(rig.wishes, { recorderMs: 10_000 }, how);
  const starting = rig.start();
  await vi.advanceTimersByTimeAsync(3_000);
  let stopTookMs = Number.NaN;
  const stoppedMs = performance.now();
  const stopping = rig.recordings.live.stop('a').then(() => {
    stopTookMs = performance.now() - stoppedMs;
  });
  await vi.advanceTimersByTimeAsync(20_000);
  await stopping;
  return { ...rig, starting, stopTookMs };
}

describe('a recording that is stopped while its recorder opens', () => {
  it('is as long as it was then, not as when it ran at last', async () => {
    const { starting, sealed, lengthsMs, stopTookMs, discarded } = await stoppedWhileOpening({
      lastSlice: 'all of it',
    });
    expect(stopTookMs).toBeLessThan(5_000);
    expect(await starting).toMatchObject({ kind: 'started' });
    expect([sealed, discarded]).toEqual([['a: null'], []]);
    expect(lengthsMs[0]).toBeCloseTo(3_000, -2);
  });

  it('is not kept if its recorder has nothing to hand over after all', async () => {
    const { sealed, failed, discarded, board, recordings } = await stoppedWhileOpening({});
    expect([sealed, failed, discarded]).toEqual([[], [], ['a']]);
    expect(board.snapshot()).toMatchObject({ current: null, others: [] });
    expect(recordings.live.isEmpty).toBe(true);
  });

  it('is as long as it was when it was to stop by itself, too', async () => {
    const { wishes, start, sealed, lengthsMs } = partRig({ endpointName: 'mine' });
    Object.assign(wishes, { recorderMs: 10_000, lastSlice: 'all of it' });
    void start({ kind: 'at', atMs: Date.now() + 3_000 });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sealed).toEqual(['a: null']);
    expect(lengthsMs[0]).toBeCloseTo(3_000, -2);
  });

  it.each([{ hasTaken: false }, { captureHangs: true }])(
    'is cancelled if there was nothing to record yet (%o), and nothing of it is kept or reported',
    async (how) => {
      const { starting, sealed, failed, discarded, board, done, stopTookMs, start, recordings } =
        await stoppedWhileOpening(how);
      expect(stopTookMs).toBeLessThan(100);
      expect(await starting).toEqual({ kind: 'cancelled' });
      expect([sealed, failed, discarded]).toEqual([[], [], ['a']]);
      expect(board.snapshot()).toMatchObject({ current: null, others: [] });
      if (how.captureHangs !== true) expect(done).toEqual(['open', 'close']);
      // The next one starts as usual.
      expect(recordings.live.isEmpty).toBe(true);
      void start();
      await vi.advanceTimersByTimeAsync(100);
      expect(board.snapshot().current).toMatchObject({ id: 'a' });
    },
  );
});

describe('a part that is stopped while its recorder opens', () => {
  it.each(['part-2', 'a'])(
    'is cancelled if there was nothing to record yet, and no other one is tried (%s)',
    async (id) => {
      const { wishes, start, record, endRecorder, recordings, made, sealed, discarded, done } = partRig({
        endpointName: 'mine',
      });
      await start();
      await record(1, 5);
      Object.assign(wishes, { recorderMs: 10_000, hasTaken: false });
      endRecorder(1, { id: 'capture.recorderEnded' });
      await vi.advanceTimersByTimeAsync(3_000);
      await Promise.all([recordings.live.stop(id), vi.advanceTimersByTimeAsync(3_000)]);
      expect(made.map((recording) => recording.id)).toEqual(['a', 'part-2']);
      expect([sealed, discarded]).toEqual([['a: capture.recorderEnded'], ['part-2']]);
      expect([done, recordings.live.isEmpty]).toEqual([['open', 'close'], true]);
    },
  );
});
