import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Target } from '../../../lib/recording/target.ts';
import { partRig } from '../../support/part-rig.ts';

const URL_TARGET: Target = { uploadUrl: 'https://x.test/u' };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a recording whose recorder fails', () => {
  const FAILED = { id: 'capture.recorderFailed', reason: { id: 'capture.recorderGaveNoReason' } } as const;

  it('continues at once as part 2 with the same capture', async () => {
    const { warned, made, sealed, done, board, recordings, start, record, endRecorder } = partRig({
      endpointName: 'mine',
    });
    await start();
    await record(1, 5);
    endRecorder(1, FAILED);
    await vi.advanceTimersByTimeAsync(100);
    expect(board.snapshot().current).toMatchObject({ id: 'part-2' });
    expect([warned(), done, made.length]).toEqual([['recorder.continues'], ['open'], 2]);
    await record(2, 10);
    expect(sealed).toEqual(['a: capture.recorderFailed']);
    await recordings.live.stop('part-2');
    expect([sealed.at(-1), done]).toEqual(['part-2: null', ['open', 'close']]);
  });

  it('ends with the reason when no other recorder starts, or each of them fails', async () => {
    const alone = partRig(URL_TARGET, ({ id }) => id !== 'a');
    await alone.start();
    await alone.record(1, 5);
    alone.endRecorder(1, FAILED);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([alone.sealed, alone.done.at(-1)]).toEqual([['a: capture.recorderFailed'], 'close']);

    const each = partRig({ endpointName: 'mine' });
    await each.start();
    for (let name = 1; name < 30 && each.recordings.live.latestId !== null; name += 1) {
      await each.record(name, 1);
      each.endRecorder(name, FAILED);
      await vi.advanceTimersByTimeAsync(500);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(each.made.length).toBeLessThan(10);
    expect(each.sealed).toHaveLength(each.made.length);
    expect(each.done.at(-1)).toBe('close');
  });

  it('isn’t continued when its picture has ended, or once you stop it', async () => {
    for (const end of [
      ({ endRecorder }: ReturnType<typeof partRig>) => endRecorder(1, { id: 'capture.tabClosed' }),
      ({ endRecorder, recordings }: ReturnType<typeof partRig>) => {
        void recordings.live.stop('a');
        endRecorder(1, FAILED);
      },
    ]) {
      const rig = partRig(URL_TARGET);
      await rig.start();
      await rig.record(1, 5);
      end(rig);
      await vi.advanceTimersByTimeAsync(10_000);
      expect([rig.made.length, rig.sealed.length, rig.done.at(-1)]).toEqual([1, 1, 'close']);
    }
  });
});
