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

  it('isn’t continued in a pause, in which nothing is to be recorded, but when you resume', async () => {
    for (const fail of [
      (rig: ReturnType<typeof partRig>) => rig.endRecorder(1, FAILED),
      (rig: ReturnType<typeof partRig>) => rig.replacePicture(),
    ]) {
      const rig = partRig({ endpointName: 'mine' });
      const { live } = rig.recordings;
      await rig.start();
      await rig.record(1, 5);
      await live.pause('a');
      fail(rig);
      await vi.advanceTimersByTimeAsync(30_000);
      expect([rig.made.length, rig.board.snapshot().current?.state]).toEqual([1, 'paused']);
      await live.resume('a');
      await vi.advanceTimersByTimeAsync(100);
      expect(rig.board.snapshot().current).toMatchObject({ id: 'part-2', state: 'recording' });
      await vi.advanceTimersByTimeAsync(3_000);
      expect(rig.made).toHaveLength(2);
      expect(rig.lengthsMs[0]).toBeLessThanOrEqual(5_000);
      await live.stop('part-2');
    }
  });

  it('ends without a problem when you stop it in that pause', async () => {
    const { sealed, made, recordings, start, record, endRecorder } = partRig({ endpointName: 'mine' });
    await start();
    await record(1, 5);
    await recordings.live.pause('a');
    endRecorder(1, FAILED);
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect([sealed, made.length]).toEqual([['a: null'], 1]);
  });

  it('ends with the reason when you resume it and stop before another recorder runs, and nothing says that it continues', async () => {
    const { sealed, made, discarded, everWarned, wishes, recordings, start, record, endRecorder } = partRig({
      endpointName: 'mine',
    });
    await start();
    await record(1, 5);
    await recordings.live.pause('a');
    endRecorder(1, FAILED);
    wishes.recorderMs = 2_000;
    void recordings.live.resume('a');
    await vi.advanceTimersByTimeAsync(800);
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect([sealed, discarded, made.length]).toEqual([['a: capture.recorderFailed'], ['part-2'], 2]);
    expect([...everWarned]).toEqual([]);
  });

  it('is continued once, however much breaks at once', async () => {
    const rig = partRig({ endpointName: 'mine' }, () => false, 1_000);
    const starting = rig.start();
    await vi.advanceTimersByTimeAsync(1_000);
    await starting;
    await rig.record(1, 5);
    rig.replacePicture();
    await vi.advanceTimersByTimeAsync(100);
    rig.endRecorder(1, FAILED);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([rig.made.length, rig.sealed]).toEqual([2, ['a: recorder.endedBySilence']]);
    expect(rig.board.snapshot().current).toMatchObject({ id: 'part-2', state: 'recording' });
  });

  it('has its next part recorded from its failure on, while that one still looks for a place', async () => {
    const { made, orders, warned, wishes, start, record, endRecorder } = partRig(
      { uploadUrl: 'https://x.test/u' },
      ({ id, target }) => id !== 'a' && 'uploadUrl' in target,
    );
    await start();
    await record(1, 5);
    wishes.createMs = 2_000;
    endRecorder(1, FAILED);
    await vi.advanceTimersByTimeAsync(10);
    expect(orders).toContain('record 2');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(made.map(({ id, target }) => [id, target])).toEqual([
      ['a', { uploadUrl: 'https://x.test/u' }],
      ['part-2', { unknown: true }],
    ]);
    expect([warned(), orders]).toEqual([['recorder.continuesWithoutUrl'], ['record 1', 'record 2']]);
  });

  it('ends when its recorder ended, or with the last slice of one that fell silent', async () => {
    const failed = partRig({ endpointName: 'mine' }, () => false, 2_000);
    const starting = failed.start();
    await vi.advanceTimersByTimeAsync(2_000);
    await starting;
    await failed.record(1, 5);
    failed.endRecorder(1, FAILED);
    await vi.advanceTimersByTimeAsync(10_000);
    // It runs from before its place was ready.
    expect(failed.lengthsMs).toEqual([7_000]);

    const silent = partRig({ endpointName: 'mine' });
    await silent.start();
    await silent.record(1, 5);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(silent.lengthsMs).toEqual([4_500]);
  });

  it('is continued as often as any other, whatever happened to the recordings before it', async () => {
    const { sealed, recordings, start, record, endRecorder, recorders } = partRig({ endpointName: 'mine' });
    for (let recording = 0; recording < 4; recording += 1) {
      await start();
      for (let broken = 0; broken < 2; broken += 1) {
        await record(recorders(), 2);
        endRecorder(recorders(), FAILED);
        await vi.advanceTimersByTimeAsync(3_000);
      }
      await record(recorders(), 2);
      await recordings.live.stop(recordings.live.latestId ?? '');
      await vi.advanceTimersByTimeAsync(5_000);
    }
    expect(sealed.filter((what) => what.endsWith('null'))).toHaveLength(4);
  });
});
