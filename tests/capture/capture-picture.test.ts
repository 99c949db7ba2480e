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
