import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Flow } from '../../lib/capture/cover-opening.ts';
import { FORMATS } from '../../lib/capture/format.ts';
import { type Recorder, startRecorder } from '../../lib/capture/recorder.ts';
import type { Message } from '../../lib/recording/message.ts';
import { STILL_PICTURE } from '../support/capture-requests.ts';
import { ScriptedRecorder, ScriptedTrack } from '../support/scripted-recorder.ts';
import { text } from '../support/text.ts';

const OPTIONS = {
  sliceMs: 500,
  videoBitsPerSecond: 5_000_000,
  audioBitsPerSecond: 128_000,
  playsAnywhere: false,
};

function rig(
  fault: (mimeType: string) => ScriptedRecorder['startFault'] = () => null,
  supported = /./,
  opening = Promise.resolve(),
  sounds: readonly ScriptedTrack[] = [],
  stopped = new AbortController().signal,
  given: () => number | null = () => null,
) {
  const track = new ScriptedTrack();
  const stream = { getVideoTracks: () => [track], getAudioTracks: () => sounds } as unknown as MediaStream;
  const recorders: ScriptedRecorder[] = [];
  const slices: Blob[] = [];
  const begun: (string | undefined)[] = [];
  const endings: Message[] = [];
  const noted: [string, number][] = [];
  const flows: Flow[] = [];
  const picture = { ...STILL_PICTURE, given, setFlow: (flow: Flow) => void flows.push(flow) };
  const { promise: pictureEnded, resolve: pictureEnds } = Promise.withResolvers<Message>();
  track.addEventListener('ended', () => pictureEnds(text('The tab was closed.')));
  const starting = startRecorder(
    stream,
    { ...OPTIONS, pictureEnded, picture, stopped, begins: () => begun.push(recorders.at(-1)?.mimeType) },
    { slice: (slice) => slices.push(slice), ended: (why) => endings.push(why) },
    {
      isSupported: (mimeType) => supported.test(mimeType),
      chooseFormats: async () => FORMATS,
      rememberDropped: async (_picture, mimeType, share) => void noted.push([mimeType, share]),
      create: (_stream, options) => {
        const recorder = new ScriptedRecorder(options);
        recorder.startFault = fault(recorder.mimeType);
        recorder.opening = opening;
        recorders.push(recorder);
        return recorder as unknown as MediaRecorder;
      },
    },
  );
  const media = (): ScriptedRecorder => {
    const last = recorders.at(-1);
    if (last === undefined) throw new Error('No recorder was made.');
    return last;
  };
  return {
    track,
    pictureEnds,
    recorders,
    slices,
    begun,
    endings,
    noted,
    flows,
    starting,
    media,
    texts: () => Promise.all(slices.map((s) => s.text())),
  };
}

/** Longer than a recorder is waited for that has something left. */
const DRAINED_MS = 2_000;

describe('startRecorder', () => {
  afterEach(() => void vi.useRealTimers());

  it('says that it begins once a format is chosen, not while it is being chosen', async () => {
    const { starting, recorders, begun } = rig((mimeType) => (mimeType === FORMATS[0] ? 'throws' : null));
    expect(begun).toEqual([]);
    await starting;
    expect(begun).toEqual([0, 1].map((index) => recorders[index]?.mimeType));
  });

  it('begins when it is called, not when the encoder has opened and the first bytes come', async () => {
    const { promise: opening, resolve: opened } = Promise.withResolvers<void>();
    const { starting, recorders } = rig(() => null, /./, opening);
    await vi.waitFor(() => expect(recorders).toHaveLength(1));
    await new Promise((resolve) => setTimeout(resolve));
    const calledMs = performance.now();
    opened();
    expect((await starting).beganMs).toBeLessThan(calledMs);
  });

  it('gets few pictures while its encoder opens beside sound, and all of them from then on', async () => {
    const { promise: opening, resolve: opened } = Promise.withResolvers<void>();
    const { starting, recorders, flows } = rig(() => null, /./, opening, [new ScriptedTrack()]);
    await vi.waitFor(() => expect(recorders).toHaveLength(1));
    expect(flows).toEqual(['few']);
    opened();
    await starting;
    expect(flows).toEqual(['few', 'all']);

    // A format that doesn't start leaves the next one all pictures.
    const second = rig((mimeType) => (mimeType.includes('vp9') ? 'throws' : null), /./, Promise.resolve(), [
      new ScriptedTrack(),
    ]);
    await second.starting;
    expect(second.flows).toEqual(['few', 'all', 'few', 'all']);
  });

  it('gives up when the picture ends without its track, as that of a crashed tab, and says why', async () => {
    const { starting, pictureEnds, recorders, flows } = rig(() => null, /./, new Promise(() => undefined), [
      new ScriptedTrack(),
    ]);
    await vi.waitFor(() => expect(recorders).toHaveLength(1));
    pictureEnds({ id: 'capture.tabCrashed' });
    await expect(starting).rejects.toMatchObject({ what: { id: 'capture.tabCrashed' } });
    expect(recorders.map(({ state }) => state)).toEqual(['inactive']);
    expect(flows.at(-1)).toBe('all');
  });

  it('sets both bit rates, because the browser’s defaults are low', async () => {
    const { starting, media } = rig();
    await starting;
    expect(media().options).toMatchObject({ videoBitsPerSecond: 5_000_000, audioBitsPerSecond: 128_000 });
    expect(media().calls).toEqual(['start 500']);
  });

  it('asks for key frames in MP4, which is written only at key frames, but not in WebM', async () => {
    const mp4 = rig(undefined, /mp4/);
    await mp4.starting;
    expect(mp4.media().options).toMatchObject({ videoKeyFrameIntervalDuration: 1_000 });
    const webm = rig();
    await webm.starting;
    expect(webm.media().options).not.toHaveProperty('videoKeyFrameIntervalDuration');
  });

  it.each(['throws', 'reports'] as const)('takes the next format when start() %s an error', async (fault) => {
    const { starting, recorders, endings } = rig((mimeType) => (mimeType.includes('vp9') ? fault : null));
    const recorder = await starting;
    expect(recorder.mimeType).toBe(FORMATS[1]);
    expect(recorders).toHaveLength(2);
    expect(endings).toEqual([]);
  });

  it('hands over slices in order and drops empty ones', async () => {
    const { starting, media, texts } = rig();
    await starting;
    for (const data of ['head', '', 'b', 'c']) media().give(data);
    expect(await texts()).toEqual(['head', 'b', 'c']);
  });

  it('holds back a lone first byte until more follows, which it asks for, or the end', async () => {
    const first = rig();
    await first.starting;
    for (const data of ['h', '', 'ead', 'b']) first.media().give(data);
    expect(await first.texts()).toEqual(['head', 'b']);
    // Once: a recorder without more would be asked again and again.
    expect(first.media().calls.filter((call) => call === 'requestData')).toHaveLength(1);

    const second = rig();
    const recorder = await second.starting;
    second.media().give('h');
    vi.useFakeTimers();
    void recorder.stop();
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    second.media().give('');
    expect(await second.texts()).toEqual(['h']);
  });

  it('stops only after handing over the last slice', async () => {
    const { starting, media, texts, endings } = rig();
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
    const { starting, media, texts } = rig();
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
    const { starting, media } = rig();
    const recorder = await starting;
    recorder.pause();
    void recorder.stop();
    expect(media().calls.at(-1)).toBe('stop');
  });

  it('stops the browser’s recorder once, however often it’s asked to', async () => {
    const { starting, media } = rig();
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
    const { starting, media, track, endings } = rig();
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
    const { starting, media, pictureEnds, endings } = rig();
    await starting;
    vi.useFakeTimers();
    pictureEnds(text('The tab crashed.'));
    await vi.advanceTimersByTimeAsync(DRAINED_MS);
    await vi.waitFor(() => expect(endings).toEqual([text('The tab crashed.')]));
    expect(media().calls).toContain('stop');
  });

  it('blames no format if the picture ended before the recorder could start', async () => {
    const { starting, track } = rig(() => 'throws');
    track.end();
    await expect(starting).rejects.toThrow('The tab was closed.');
  });

  it('gives the reason when the browser stops or breaks the recorder', async () => {
    const broken = rig();
    await broken.starting;
    broken.media().fail('encoder lost');
    expect(broken.endings).toEqual([{ id: 'capture.recorderFailed', reason: text('encoder lost') }]);
    const stopped = rig();
    await stopped.starting;
    stopped.media().stopped();
    expect(stopped.endings).toEqual([{ id: 'capture.recorderEnded' }]);
  });

  describe('stopped before anyone has it', () => {
    /** It opens with sound, or without; its first picture has come or not. */
    const openingRig = async (sounds: readonly ScriptedTrack[], isGiven: boolean) => {
      vi.useFakeTimers();
      const { promise: opening, resolve: opened } = Promise.withResolvers<void>();
      const stop = new AbortController();
      let given = 7;
      const started = rig(
        () => null,
        /./,
        opening,
        sounds,
        stop.signal,
        () => given,
      );
      await vi.advanceTimersByTimeAsync(1);
      if (isGiven) given += 1;
      await vi.advanceTimersByTimeAsync(1_000);
      return { ...started, opened, stop: () => stop.abort(new Error('You stopped it.')) };
    };

    it('takes nothing more while its encoder opens, and hands over all that it took', async () => {
      const { starting, media, opened, stop, flows, texts } = await openingRig([new ScriptedTrack()], true);
      const stoppedMs = performance.now();
      stop();
      // One more picture, however long ago the last one was.
      expect(flows).toEqual(['few', 'few']);
      await vi.advanceTimersByTimeAsync(8_000);
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
      expect(((await starting).takenUntilMs() ?? 0) - stoppedMs).toBeCloseTo(100, 0);
      expect(media().calls).toContain('stop');
      expect(await texts()).toEqual(['head', 'picture', 'last picture']);
    });

    it('loses nothing of that if the picture ends meanwhile: you close the tab', async () => {
      const { starting, pictureEnds, opened, stop, media, endings } = await openingRig([new ScriptedTrack()], true);
      stop();
      await vi.advanceTimersByTimeAsync(1_000);
      pictureEnds({ id: 'capture.tabClosed' });
      await vi.advanceTimersByTimeAsync(1_000);
      opened();
      await vi.advanceTimersByTimeAsync(1_000);
      expect(media().calls).toEqual(['start 500', 'pause', ...Array<string>(20).fill('requestData')]);
      await vi.advanceTimersByTimeAsync(3_000);
      expect((await starting).takenUntilMs()).not.toBeNull();
      expect(endings).toEqual([]);
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
      const { starting, recorders } = rig(undefined, /./, Promise.resolve(), [], AbortSignal.abort());
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

  it('hands over what it holds before pausing', async () => {
    const { starting, media } = rig();
    const recorder = await starting;
    recorder.pause();
    recorder.pause();
    recorder.resume();
    expect(media().calls).toEqual(['start 500', 'requestData', 'pause', 'resume']);
  });
});
