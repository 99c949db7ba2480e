import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Recorder } from '../../lib/capture/recorder.ts';
import { startScripted } from '../support/recorder-rig.ts';
import { ScriptedTrack } from '../support/scripted-recorder.ts';

/** Longer than a recorder is waited for that has something left. */
const DRAINED_MS = 2_000;

describe('a recorder that is stopped before anyone has it', () => {
  afterEach(() => void vi.useRealTimers());

  /**
   * It opens with sound, or without; its first picture has come or not. Another one comes every tenth of a second, as of a still page,
   * unless it's late: then both pictures and sound come when they are told to.
   */
  const openingRig = async (sounds: readonly ScriptedTrack[], isGiven: boolean, isLate = false) => {
    vi.useFakeTimers();
    const { promise: opening, resolve: opened } = Promise.withResolvers<void>();
    const { promise: caughtUp, resolve: soundComes } = Promise.withResolvers<boolean>();
    const stop = new AbortController();
    let given = 7;
    const pictureComes = () => {
      given += 1;
    };
    const started = startScripted({ opening, caughtUp, sounds, stopped: stop.signal, given: () => given });
    await vi.advanceTimersByTimeAsync(1);
    if (isGiven) pictureComes();
    await vi.advanceTimersByTimeAsync(1_000);
    if (!isLate) soundComes(true);
    if (!isLate && isGiven) setInterval(pictureComes, 100);
    return {
      ...started,
      opened,
      pictureComes,
      soundComes: () => soundComes(true),
      stop: () => stop.abort(new Error('You stopped it.')),
    };
  };

  it('takes nothing more while its encoder opens, and hands over all that it took', async () => {
    const { starting, media, opened, stop, flows, texts } = await openingRig([new ScriptedTrack()], true);
    const stoppedMs = performance.now();
    stop();
    // One more picture, however long ago the last one was.
    expect(flows).toEqual(['few', 'few']);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(media().calls).toEqual(['start 500', 'pause']);
    opened();
    // A busy machine takes its time for each of the pictures that wait.
    for (const data of ['head', 'picture', 'last picture']) {
      await vi.advanceTimersByTimeAsync(1_500);
      media().give(data);
    }
    let recorder: Recorder | null = null;
    void starting.then((running) => {
      recorder = running;
      void running.stop();
    });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(recorder).toBeNull();
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    const takenMs = ((await starting).takenUntilMs() ?? 0) - stoppedMs;
    expect(takenMs).toBeGreaterThanOrEqual(150);
    expect(takenMs).toBeLessThan(180);
    expect(media().calls).toContain('stop');
    expect(await texts()).toEqual(['head', 'picture', 'last picture']);
  });

  it('waits for what a busy machine still has on its way: without any sound, it would never run', async () => {
    const { media, stop, pictureComes, soundComes } = await openingRig([new ScriptedTrack()], true, true);
    stop();
    await vi.advanceTimersByTimeAsync(300);
    pictureComes();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(media().calls).toEqual(['start 500']);
    soundComes();
    await vi.advanceTimersByTimeAsync(5);
    expect(media().calls).toEqual(['start 500', 'pause']);
  });

  it('waits for the picture that shows that its encoder is there, and not for good', async () => {
    const rigs = [
      await openingRig([new ScriptedTrack()], true, true),
      await openingRig([new ScriptedTrack()], true, true),
    ];
    for (const { stop, soundComes } of rigs) {
      stop();
      soundComes();
    }
    await vi.advanceTimersByTimeAsync(300);
    rigs[0]?.pictureComes();
    await vi.advanceTimersByTimeAsync(50);
    expect(rigs.map(({ media }) => media().calls.length)).toEqual([2, 1]);
    await vi.advanceTimersByTimeAsync(200);
    expect(rigs.map(({ media }) => media().calls.length)).toEqual([2, 2]);
  });

  it('asks a recorder that never says that it runs for what it has', async () => {
    const { starting, media, opened, stop, texts } = await openingRig([new ScriptedTrack()], true);
    stop();
    await vi.advanceTimersByTimeAsync(3_500);
    expect(media().calls).toEqual(['start 500', 'pause', 'requestData']);
    // That makes it say so, without any data: its encoder may still be opening.
    opened();
    media().give('');
    await vi.advanceTimersByTimeAsync(5_000);
    let isThere = false;
    void starting.then(() => {
      isThere = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(isThere).toBe(false);
    media().give('all of it');
    await vi.advanceTimersByTimeAsync(DRAINED_MS + 100);
    expect(isThere).toBe(true);
    expect(await texts()).toEqual(['all of it']);
  });

  it('gives a picture that is not counted the time to arrive', async () => {
    vi.useFakeTimers();
    const stop = new AbortController();
    const { media } = startScripted({
      opening: new Promise(() => undefined),
      stopped: stop.signal,
      sounds: [new ScriptedTrack()],
    });
    await vi.advanceTimersByTimeAsync(1_000);
    stop.abort();
    await vi.advanceTimersByTimeAsync(145);
    expect(media().calls).toEqual(['start 500']);
    await vi.advanceTimersByTimeAsync(5);
    expect(media().calls).toEqual(['start 500', 'pause']);
  });

  it('loses nothing of that if the picture ends meanwhile: you close the tab', async () => {
    const { starting, pictureEnds, opened, stop, media, endings, texts } = await openingRig(
      [new ScriptedTrack()],
      true,
    );
    stop();
    pictureEnds({ id: 'capture.tabClosed' });
    await vi.advanceTimersByTimeAsync(2_000);
    opened();
    await vi.advanceTimersByTimeAsync(100);
    media().give('all of it');
    await vi.advanceTimersByTimeAsync(DRAINED_MS + 100);
    expect((await starting).takenUntilMs()).not.toBeNull();
    expect([await texts(), endings]).toEqual([['all of it'], []]);
  });

  it.each([
    ['no picture has come', [new ScriptedTrack()], false],
    ['its only picture is there to open the encoder', [], true],
  ] as const)('gives up at once if %s, and tries no other format', async (_when, sounds, isGiven) => {
    const { starting, recorders, stop } = await openingRig(sounds, isGiven);
    const failing = expect(starting).rejects.toThrow();
    stop();
    await failing;
    expect(recorders.map(({ state }) => state)).toEqual(['inactive']);
  });

  it('does not even begin if it is stopped before that', async () => {
    const { starting, recorders } = startScripted({ stopped: AbortSignal.abort() });
    await expect(starting).rejects.toThrow();
    expect(recorders).toEqual([]);
  });

  it('takes nothing more, either, when it runs and waits for a file', async () => {
    const { starting, media, opened, stop, flows } = await openingRig([new ScriptedTrack()], true);
    opened();
    const recorder = await starting;
    expect(recorder.takenUntilMs()).toBeNull();
    stop();
    await vi.advanceTimersByTimeAsync(200);
    expect([media().state, flows.slice(-2)]).toEqual(['paused', ['few', 'none']]);
    expect(recorder.takenUntilMs()).not.toBeNull();
  });
});
