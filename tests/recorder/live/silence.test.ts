import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Target } from '../../../lib/recording/target.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import { partRig } from '../../support/part-rig.ts';

const URL_TARGET: Target = { uploadUrl: 'https://x.test/u' };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a recording whose recorder falls silent', () => {
  it('continues as part 2 with the same capture, where its target takes another recording', async () => {
    const { warned, made, sealed, done, board, recordings, start, record, reportTrouble } = partRig({
      endpointName: 'mine',
    });
    await start();
    await record(1, 5);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(done).toEqual(['open', 'request 1']);
    expect(made.map(({ id, title, target }) => ({ id, title, target }))).toEqual([
      { id: 'a', title: 'A page', target: { endpointName: 'mine' } },
      { id: 'part-2', title: 'A page (part 2)', target: { endpointName: 'mine' } },
    ]);
    expect(board.snapshot().current).toMatchObject({
      id: 'part-2',
      warning: { id: 'recorder.continues', number: 2 },
    });
    // What the dead recorder holds is waited for, beside the recording that goes on.
    await record(2, 20);
    expect(sealed).toEqual(['a: recorder.endedBySilence']);
    reportTrouble({ id: 'capture.tabFrozen' });
    expect(warned()).toContain('capture.tabFrozen');
    expect(done).toEqual(['open', 'request 1']);
    await recordings.live.stop('part-2');
    expect(done).toEqual(['open', 'request 1', 'close']);
    expect(sealed.at(-1)).toBe('part-2: null');
  });

  it('stops when it was to stop, in whatever part it is by then', async () => {
    const { sealed, board, start, record } = partRig({ endpointName: 'mine' });
    await start({ kind: 'after', recordedMs: 40_000 });
    await record(1, 5);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(board.snapshot().current).toMatchObject({ id: 'part-2', stop: { kind: 'after' } });
    // The first part has five seconds: its recorder was silent after that.
    await record(2, 28);
    expect(sealed).not.toContain('part-2: null');
    await record(2, 4);
    expect(sealed).toContain('part-2: null');
  });

  it('waits for its own URL when the first one takes one recording, and records meanwhile', async () => {
    const { warned, made, start, record } = partRig(
      URL_TARGET,
      ({ id, target }) => id !== 'a' && 'uploadUrl' in target,
    );
    await start();
    await record(1, 5);
    await vi.advanceTimersByTimeAsync(25_000);
    expect(made.at(-1)?.target).toEqual({ unknown: true });
    expect(warned()).toContain('recorder.continuesWithoutUrl');
  });

  it('is sealed with its capture closed when nothing can continue', async () => {
    const { made, sealed, done, board, recordings, start, record } = partRig(URL_TARGET, ({ id }) => id !== 'a');
    await start();
    await record(1, 5);
    await vi.advanceTimersByTimeAsync(22_000);
    // It is being ended, and still the one that a person can stop.
    const stopping = recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(60_000);
    await stopping;
    expect(made.map(({ id }) => id)).toEqual(['a']);
    expect(done.at(-1)).toBe('close');
    expect(sealed).toEqual(['a: recorder.endedBySilence']);
    expect(board.snapshot().current?.id).toBe('a');
  });

  it('isn’t continued once you stop it', async () => {
    const { made, recordings, start, record } = partRig(URL_TARGET);
    await start();
    await record(1, 5);
    await vi.advanceTimersByTimeAsync(16_000);
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(made).toHaveLength(1);
  });

  /** Its first recorder is silent, and part 2 is being opened. */
  async function openingPartTwo(recorderFails = false) {
    const made = partRig({ endpointName: 'mine' }, () => false, 1_000);
    const starting = made.start();
    await vi.advanceTimersByTimeAsync(1_000);
    await starting;
    await made.record(1, 5);
    made.wishes.recorderFails = recorderFails;
    await vi.advanceTimersByTimeAsync(20_500);
    expect(made.made).toHaveLength(1);
    return made;
  }

  it('is stopped together with the part that is just starting, which leaves nothing', async () => {
    const { made, sealed, discarded, done, board, recordings } = await openingPartTwo();
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(made).toHaveLength(2);
    // What happened during the silence is missing, and it says so.
    expect(sealed).toEqual(['a: recorder.endedBySilence']);
    expect(discarded).toEqual(['part-2']);
    expect(done.at(-1)).toBe('close');
    expect(board.snapshot()).toMatchObject({ current: { id: 'a', state: 'complete' }, others: [] });
  });

  it('keeps the part that was beginning when it was stopped, where that got a byte', async () => {
    const { sealed, discarded, wishes, recordings } = await openingPartTwo();
    wishes.lastSlice = 'x';
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sealed.toSorted()).toEqual(['a: recorder.endedBySilence', 'part-2: null']);
    expect(discarded).toEqual([]);
  });

  it('keeps its URL when it is stopped while the next part begins, which needs another', async () => {
    const { made, wishes, recordings, start, record } = partRig(URL_TARGET);
    await start();
    await record(1, 5);
    Object.assign(wishes, { openMs: 2_000, lastSlice: 'x' });
    await vi.advanceTimersByTimeAsync(20_500);
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(made.map(({ target }) => target)).toEqual([URL_TARGET, { unknown: true }]);
  });

  it('leaves nothing of a part whose recorder does not start', async () => {
    const { failed, discarded, board } = await openingPartTwo(true);
    await vi.advanceTimersByTimeAsync(10_000);
    // It is tried with the same target, and without one.
    expect(discarded).toEqual(['part-2', 'part-3']);
    expect(failed).toEqual([]);
    expect(board.snapshot()).toMatchObject({ current: { id: 'a' }, others: [] });
  });

  it('leaves room for another one when it was stopped while a part that is refused began', async () => {
    const { sealed, wishes, recordings, start, record } = partRig(
      { endpointName: 'mine' },
      ({ id }) => id === 'part-2',
      3_000,
    );
    const starting = start();
    await vi.advanceTimersByTimeAsync(3_000);
    await starting;
    await record(1, 5);
    wishes.createMs = 6_000;
    await vi.advanceTimersByTimeAsync(20_500);
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sealed).toEqual(['a: recorder.endedBySilence']);
    wishes.createMs = 3_000;
    const again = start();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await again).toMatchObject({ kind: 'started' });
  });

  it('is not called silent in a pause that its engine does not answer', async () => {
    const { made, done, wishes, recordings, start, record } = partRig({ endpointName: 'mine' });
    await start();
    await record(1, 5);
    wishes.pauseHangs = true;
    void recordings.live.pause('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(done).toEqual(['open']);
    expect(made).toHaveLength(1);
  });

  it('is continued three times in ten minutes at most, and then ends: nothing would be recorded', async () => {
    const { made, sealed, done, start, record } = partRig({ endpointName: 'mine' });
    await start();
    for (let part = 1; part <= 6; part += 1) {
      await record(part, 2);
      await vi.advanceTimersByTimeAsync(25_000);
    }
    expect([made.length, sealed.at(-1), done.at(-1)]).toEqual([4, 'part-4: recorder.endedBySilence', 'close']);
  });

  it('no longer asks for a URL once it has one', async () => {
    const { warned, board, recordings, start, record } = partRig(
      URL_TARGET,
      ({ id, target }) => id !== 'a' && 'uploadUrl' in target,
    );
    await start();
    await record(1, 5);
    await vi.advanceTimersByTimeAsync(25_000);
    const { id = '' } = board.snapshot().current ?? {};
    await recordings.useNewUrl(id, { uploadUrl: 'https://x.test/another' }, DEFAULT_SETTINGS);
    expect(warned()).toEqual(['recorder.continues']);
  });

  it('tells in its next part, too, what is wrong with the capture', async () => {
    const { warned, board, start, record, reportTrouble } = partRig({ endpointName: 'mine' });
    await start();
    await record(1, 5);
    reportTrouble({ id: 'capture.tabFrozen' });
    await vi.advanceTimersByTimeAsync(25_000);
    expect(board.snapshot().current?.id).toBe('part-2');
    expect(warned()).toContain('capture.tabFrozen');
  });

  it('stays paused when it was paused while its next part was being opened, which records nothing of that', async () => {
    const { made, orders, board, wishes, recordings, start, record } = partRig({ endpointName: 'mine' });
    await start();
    await record(1, 5);
    wishes.createMs = 3_000;
    await vi.advanceTimersByTimeAsync(21_000);
    void recordings.live.pause('a');
    await vi.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(1);
    expect(orders.slice(-2)).toEqual(['pause 1', 'pause 2']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(made).toHaveLength(2);
    expect(board.snapshot().current).toMatchObject({ id: 'part-2', state: 'paused' });
    // Its recorder ran for a second before the pause, while its engine was created.
    const { recordedMs = 0 } = recordings.live.get('part-2') ?? {};
    expect(recordedMs).toBeGreaterThan(300);
    expect(recordedMs).toBeLessThan(1_600);
  });

  it('is continued when you resume where you paused before the next recorder ran', async () => {
    const { made, discarded, orders, sealed, board, wishes, recordings, start, record } = partRig({
      endpointName: 'mine',
    });
    await start();
    await record(1, 5);
    wishes.recorderMs = 2_000;
    await vi.advanceTimersByTimeAsync(20_500);
    void recordings.live.pause('a');
    await vi.advanceTimersByTimeAsync(60_000);
    expect([made.length, discarded, orders]).toEqual([2, ['part-2'], ['record 1', 'pause 1']]);
    expect(board.snapshot()).toMatchObject({ current: { id: 'a', state: 'paused' }, others: [] });
    void recordings.live.resume('a');
    await vi.advanceTimersByTimeAsync(6_000);
    expect(orders.at(-1)).toBe('record 2');
    expect(made.map(({ target }) => target)).toEqual(Array(3).fill({ endpointName: 'mine' }));
    expect([sealed, board.snapshot().current]).toMatchObject([
      ['a: recorder.endedBySilence'],
      { id: 'part-3', state: 'recording' },
    ]);
  });

  it('ends with its own problem when you stop it while its next part waits for you to resume', async () => {
    const { discarded, sealed, done, wishes, recordings, start, record } = partRig({ endpointName: 'mine' });
    await start();
    await record(1, 5);
    wishes.recorderMs = 2_000;
    await vi.advanceTimersByTimeAsync(20_500);
    void recordings.live.pause('a');
    await vi.advanceTimersByTimeAsync(10_000);
    void recordings.live.stop('a');
    await vi.advanceTimersByTimeAsync(10_000);
    expect([discarded, sealed, done.at(-1)]).toEqual([['part-2'], ['a: recorder.endedBySilence'], 'close']);
  });
});
