import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type CapturePicturePorts, recordPicture } from '../../lib/capture/capture-picture.ts';
import type { Message } from '../../lib/recording/message.ts';
import type { TabCondition } from '../../lib/recording/source.ts';
import { TAB } from '../support/capture-requests.ts';
import { ScriptedStream, ScriptedTrack } from '../support/scripted-media.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** The sound of a tab, recorded alone. */
function tabSound(hasMicrophone: boolean) {
  const sound = new ScriptedStream([new ScriptedTrack('audio')]) as unknown as MediaStream;
  const tab = { condition: 'there' as TabCondition, looks: 0 };
  const said: (Message | null)[] = [];
  const endings: Message[] = [];
  const closing: (() => void)[] = [];
  const picture = recordPicture(
    { ...TAB, source: 'sound', streams: { picture: null, camera: null, sound }, hasMicrophone },
    {
      lookAtTab: async () => {
        tab.looks += 1;
        return tab.condition;
      },
      report: (_about: string, what: Message | null) => said.push(what),
      onClose: (step: () => void) => closing.push(step),
    } as unknown as CapturePicturePorts,
  );
  void picture.ended.then((why) => endings.push(why));
  const close = () => {
    for (const step of closing) step();
  };
  return { tab, said, endings, close };
}

it('sound alone ends when its tab crashes, whose sound never ends, or is discarded', async () => {
  for (const [condition, id] of [
    ['crashed', 'capture.tabCrashed'],
    ['discarded', 'capture.tabDiscarded'],
  ] as const) {
    const { tab, endings } = tabSound(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(endings).toEqual([]);
    tab.condition = condition;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(endings).toEqual([{ id }]);
  }
});

it('with a microphone it continues, and says that the tab is silent from now on', async () => {
  const { tab, endings, said } = tabSound(true);
  tab.condition = 'crashed';
  await vi.advanceTimersByTimeAsync(60_000);
  expect(endings).toEqual([]);
  expect(said).toEqual([{ id: 'capture.tabSoundEnded' }]);
});

it('nobody looks at the tab any more when the recording has ended', async () => {
  const { tab, close } = tabSound(false);
  close();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tab.looks).toBe(0);
});

it('warns as long as a recorded area may show something else, and also at the start if the tab had another size', () => {
  const own = new ScriptedTrack('video');
  const viewport = { width: 1_280, height: 720, zoom: 1 };
  for (const isCropMoved of [false, true]) {
    vi.stubGlobal('MediaStreamTrackProcessor', class {});
    vi.stubGlobal('MediaStreamTrackGenerator', class {});
    const said: (Message | null)[] = [];
    const closing: (() => void)[] = [];
    let resize: ((size: typeof viewport) => void) | null = null;
    const crop = { x: 0, y: 0, width: 0.5, height: 0.5 };
    recordPicture(
      {
        ...TAB,
        tab: { tabId: 7, streamId: '', viewport, isMuted: false, crop, isCropMoved },
        streams: { picture: own as unknown as MediaStreamTrack, camera: null, sound: null },
        hasMicrophone: false,
      },
      {
        lookAtTab: async () => 'there',
        isCameraForbidden: async () => false,
        onTabResized: (tabId, callback) => {
          expect(tabId).toBe(7);
          resize = callback;
          return () => {
            resize = null;
          };
        },
        report: (about, what) => void (about === 'area' && said.push(what)),
        onClose: (step) => void closing.push(step),
        compositor: {
          openWorker: () => ({ post: () => undefined, end: () => undefined }),
          framesOf: () => ({ readable: new ReadableStream(), delivered: () => null, close: () => undefined }),
          openOutput: () => ({
            track: own as unknown as MediaStreamTrack,
            write: async () => undefined,
            close: () => undefined,
          }),
          nowMs: () => performance.now(),
          every: () => () => undefined,
        },
      },
    );
    const atStart = isCropMoved ? { id: 'control.cropMoved' } : null;
    expect(said).toEqual(isCropMoved ? [atStart] : []);
    for (const size of [
      { width: 1_920, height: 720, zoom: 1 },
      { width: 1_281, height: 720, zoom: 1 },
      { width: 1_280, height: 720, zoom: 0.9 },
      { width: 1_280, height: 720, zoom: 1 },
    ]) {
      (resize as ((size: typeof viewport) => void) | null)?.(size);
    }
    const other = { id: 'capture.areaResized' };
    expect(said.slice(-4)).toEqual([other, atStart, other, atStart]);
    for (const step of closing) step();
    expect(resize).toBeNull();
    vi.unstubAllGlobals();
  }
});
