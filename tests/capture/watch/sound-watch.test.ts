import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchTabSound } from '../../../lib/capture/watch/sound-watch.ts';
import type { Message } from '../../../lib/recording/message.ts';
import { ScriptedStream, ScriptedTrack } from '../../support/scripted-media.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('reports that a tab’s sound ended, but not when the tab closed', async () => {
  for (const isClosed of [false, true]) {
    const track = new ScriptedTrack('audio');
    const reported: Message[] = [];
    const close = watchTabSound(new ScriptedStream([track]).asStream(), (what) => void reported.push(what));
    track.end();
    // The picture ends with it, and the recording is closed.
    if (isClosed) close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(reported).toEqual(isClosed ? [] : [{ id: 'capture.tabSoundEnded' }]);
  }
});
