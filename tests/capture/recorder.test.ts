import { afterEach, describe, expect, it, vi } from 'vitest';
import { FORMATS } from '../../lib/capture/format.ts';
import { startScripted } from '../support/recorder-rig.ts';
import { ScriptedTrack } from '../support/scripted-recorder.ts';
import { text } from '../support/text.ts';

/** Longer than a recorder is waited for that has something left. */
const DRAINED_MS = 2_000;

describe('startRecorder', () => {
  afterEach(() => void vi.useRealTimers());

  it('says that it begins once a format is chosen, not while it is being chosen', async () => {
    const { starting, recorders, begun } = startScripted({
      fault: (mimeType) => (mimeType === FORMATS[0] ? 'throws' : null),
    });
    expect(begun).toEqual([]);
    await starting;
    expect(begun).toEqual([0, 1].map((index) => recorders[index]?.mimeType));
  });

  it('begins when it is called, not when the encoder has opened and the first bytes come', async () => {
    const { promise: opening, resolve: opened } = Promise.withResolvers<void>();
    const { starting, recorders } = startScripted({ opening });
    await vi.waitFor(() => expect(recorders).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve));
    const calledMs = performance.now();
    opened();
    expect((await starting).beganMs).toBeLessThan(calledMs);
  });

  it('gets few pictures while its encoder opens beside sound, and all of them from then on', async () => {
    const { promise: opening, resolve: opened } = Promise.withResolvers<void>();
    const { starting, recorders, flows } = startScripted({ opening, sounds: [new ScriptedTrack()] });
    await vi.waitFor(() => expect(recorders).toHaveLength(1));
    expect(flows).toEqual(['few']);
    opened();
    await starting;
    expect(flows).toEqual(['few', 'all']);

    // A format that doesn't start leaves the next one all pictures.
    const second = startScripted({
      fault: (mimeType) => (mimeType.includes('vp9') ? 'throws' : null),
      sounds: [new ScriptedTrack()],
    });
    await second.starting;
    expect(second.flows).toEqual(['few', 'all', 'few', 'all']);
  });

  it('gives up when the picture ends without its track, as that of a crashed tab, and says why', async () => {
    const { starting, pictureEnds, recorders, flows } = startScripted({
      opening: new Promise(() => undefined),
      sounds: [new ScriptedTrack()],
    });
    await vi.waitFor(() => expect(recorders).toHaveLength(1));
    pictureEnds({ id: 'capture.tabCrashed' });
    await expect(starting).rejects.toMatchObject({ what: { id: 'capture.tabCrashed' } });
    expect(recorders.map(({ state }) => state)).toEqual(['inactive']);
    expect(flows.at(-1)).toBe('all');
  });

  it('sets both bit rates, because the browser’s defaults are low', async () => {
    const { starting, media } = startScripted();
    await starting;
    expect(media().options).toMatchObject({ videoBitsPerSecond: 5_000_000, audioBitsPerSecond: 128_000 });
    expect(media().calls).toEqual(['start 500']);
  });

  it('asks for key frames in MP4, which is written only at key frames, but not in WebM', async () => {
    const mp4 = startScripted({ supported: /mp4/ });
    await mp4.starting;
    expect(mp4.media().options).toMatchObject({ videoKeyFrameIntervalDuration: 1_000 });
    const webm = startScripted();
    await webm.starting;
    expect(webm.media().options).not.toHaveProperty('videoKeyFrameIntervalDuration');
  });

  it.each(['throws', 'reports'] as const)('takes the next format when start() %s an error', async (fault) => {
    const { starting, recorders, endings } = startScripted({
      fault: (mimeType) => (mimeType.includes('vp9') ? fault : null),
    });
    const recorder = await starting;
    expect(recorder.mimeType).toBe(FORMATS[1]);
    expect(recorders).toHaveLength(2);
    expect(endings).toEqual([]);
  });

  it('hands over slices in order and drops empty ones', async () => {
    const { starting, media, texts } = startScripted();
    await starting;
    for (const data of ['head', '', 'b', 'c']) media().give(data);
    expect(await texts()).toEqual(['head', 'b', 'c']);
  });

  it('holds back a lone first byte until more follows, which it asks for, or the end', async () => {
    const first = startScripted();
    await first.starting;
    for (const data of ['h', '', 'ead', 'b']) first.media().give(data);
    expect(await first.texts()).toEqual(['head', 'b']);
    // Once: a recorder without more would be asked again and again.
    expect(first.media().calls.filter((call) => call === 'requestData')).toHaveLength(1);

    const second = startScripted();
    const recorder = await second.starting;
    second.media().give('h');
    vi.useFakeTimers();
    void recorder.stop();
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    second.media().give('');
    expect(await second.texts()).toEqual(['h']);
  });

  it('stops only after handing over the last slice', async () => {
    const { starting, media, texts, endings } = startScripted();
    const recorder = await starting;
    let stopped = false;
    const stopping = recorder.stop().then(() => {
      stopped = true;
    });
    await Promise.resolve();
    expect(stopped).toBe(false);
    media().give('last');
    media().stopped();
    await stopping;
    expect(await texts()).toEqual(['last']);
    expect(endings).toEqual([]);
  });

  it('hands over what its encoder is still working on before it stops, and takes nothing new meanwhile', async () => {
    const { starting, media, texts } = startScripted();
    const recorder = await starting;
    vi.useFakeTimers();
    void recorder.stop();
    expect(media().state).toBe('paused');
    recorder.resume();
    expect(media().state).toBe('paused');
    for (const data of ['aaaa', 'b', 'c']) {
      await vi.advanceTimersByTimeAsync(200);
      expect(media().calls).not.toContain('stop');
      expect(media().calls).toContain('requestData');
      media().give(data);
    }
    await vi.advanceTimersByTimeAsync(700);
    expect(media().calls.at(-1)).toBe('stop');
    expect(await texts()).toEqual(['aaaa', 'b', 'c']);
  });

  it('stops at once during a pause: its encoder has nothing left', async () => {
    const { starting, media } = startScripted();
    const recorder = await starting;
    recorder.pause();
    void recorder.stop();
    expect(media().calls.at(-1)).toBe('stop');
  });

  it('stops the browser’s recorder once, however often it’s asked to', async () => {
    const { starting, media } = startScripted();
    const recorder = await starting;
    vi.useFakeTimers();
    const first = recorder.stop();
    const second = recorder.stop();
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    media().stopped();
    await Promise.all([first, second, recorder.stop()]);
    expect(media().calls.filter((call) => call === 'stop')).toHaveLength(1);
  });

  it('stops when the picture ends, because the browser would continue recording the sound', async () => {
    const { starting, media, track, endings } = startScripted();
    await starting;
    vi.useFakeTimers();
    track.end();
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    expect(media().calls).toContain('stop');
    media().stopped();
    await Promise.resolve();
    expect(endings).toEqual([text('The tab was closed.')]);
  });

  it('stops when the picture has ended but its track is still live, like that of a crashed tab', async () => {
    const { starting, media, pictureEnds, endings } = startScripted();
    await starting;
    vi.useFakeTimers();
    pictureEnds(text('The tab crashed.'));
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    await vi.waitFor(() => expect(endings).toEqual([text('The tab crashed.')]));
    expect(media().calls).toContain('stop');
  });

  it('blames no format if the picture ended before the recorder could start', async () => {
    const { starting, track } = startScripted({ fault: () => 'throws' });
    track.end();
    await expect(starting).rejects.toThrow('The tab was closed.');
  });

  it('gives the reason when the browser stops or breaks the recorder', async () => {
    const broken = startScripted();
    await broken.starting;
    broken.media().fail('encoder lost');
    expect(broken.endings).toEqual([{ id: 'capture.recorderFailed', reason: text('encoder lost') }]);
    const stopped = startScripted();
    await stopped.starting;
    stopped.media().stopped();
    expect(stopped.endings).toEqual([{ id: 'capture.recorderEnded' }]);
  });

  it('hands over what it holds before pausing', async () => {
    const { starting, media } = startScripted();
    const recorder = await starting;
    recorder.pause();
    recorder.pause();
    recorder.resume();
    expect(media().calls).toEqual(['start 500', 'requestData', 'pause', 'resume']);
  });
});
