import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { GuardedEngine } from '../../entrypoints/offscreen/guarded-engine.ts';
import { type LiveRequest, startLive } from '../../entrypoints/offscreen/live-recording.ts';
import type { Capture } from '../../lib/capture/capture.ts';
import type { RecorderEvents } from '../../lib/capture/recorder.ts';
import type { Engine } from '../../lib/engine/engine-api.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';

const REQUEST: LiveRequest = {
  recording: { id: 'a', source: 'tab', title: 'A page', startedAtMs: 0, target: { uploadUrl: 'https://x.test/u' } },
  capture: { source: 'tab', tabId: 1, streamId: 's', viewport: null, isMuted: false, microphone: false },
  settings: DEFAULT_SETTINGS,
};

interface Faults {
  readonly create?: Error;
  readonly capture?: Error;
  readonly recorder?: Error;
  /** The text of the slice that the disk does not take. */
  readonly slice?: string;
}

function rig(faults: Faults = {}) {
  const calls: string[] = [];
  const ended: unknown[] = [];
  const dropped: number[] = [];
  let tellEnd: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    tellEnd = resolve;
  });
  const events: RecorderEvents[] = [];
  const engine = {
    create: async () => {
      if (faults.create) throw faults.create;
      calls.push('create');
    },
    started: async () => void calls.push('started'),
    append: async (slice: Blob) => {
      const text = await slice.text();
      if (text === faults.slice) throw new Error('The disk is full.');
      calls.push(`append ${text}`);
    },
    seal: async (_atMs: number, problem: string | null) => void calls.push(`seal ${problem}`),
    fail: async (problem: string) => void calls.push(`fail ${problem}`),
  } as unknown as Engine;
  const guarded: GuardedEngine = { call: (use) => use(engine), isDead: () => false, close: () => undefined };
  const capture = {
    stream: {},
    deviceName: null,
    pictureEnded: new Promise(() => undefined),
    close: () => calls.push('close capture'),
  } as unknown as Capture;
  const starting = startLive(
    REQUEST,
    Promise.resolve(guarded),
    {
      openCapture: async () => {
        if (faults.capture) throw faults.capture;
        return capture;
      },
      startRecorder: async (_stream, _options, told) => {
        if (faults.recorder) throw faults.recorder;
        events.push(told);
        return {
          mimeType: 'video/webm',
          pause: () => undefined,
          resume: () => undefined,
          requestData: () => undefined,
          stop: async () => {
            calls.push('stop recorder');
            told.slice(new Blob(['last']));
          },
        };
      },
      reopenEngine: async () => {
        throw new Error('Nobody died.');
      },
      nowMs: () => 1,
      clock: { wait: () => new Promise(() => undefined) },
      dropped: (bytes) => void dropped.push(bytes),
      log: () => undefined,
      tellTrouble: () => undefined,
    },
    (error) => {
      ended.push(error);
      tellEnd();
    },
  );
  return { starting, calls, dropped, ended, end, slice: (text: string) => events[0]?.slice(new Blob([text])) };
}

describe('startLive', () => {
  it('seals only behind the last slice, which comes while the recorder stops', async () => {
    const { starting, calls, slice, ended } = rig();
    const live = await starting;
    slice('first');
    await Promise.all([live.finish(null), live.finish('too late to count')]);
    expect(calls).toContain('close capture');
    // The capture is closed beside the writing.
    const ordered = calls.filter((call) => call !== 'close capture');
    expect(ordered).toEqual(['create', 'started', 'stop recorder', 'append first', 'append last', 'seal null']);
    expect(ended).toEqual([null]);
  });

  it('tells of every slice that was kept, whose bytes the browser need not hold any more', async () => {
    const { starting, slice, dropped } = rig();
    const live = await starting;
    slice('first');
    await live.finish(null);
    expect(dropped).toEqual(['first'.length, 'last'.length]);
  });

  it('stops by itself and seals with the reason when the disk takes no more, and writes nothing behind the gap', async () => {
    const { starting, calls, slice, end } = rig({ slice: 'second' });
    await starting;
    for (const text of ['first', 'second', 'third']) slice(text);
    await end;
    expect(calls).toContain('append first');
    expect(calls).not.toContain('append third');
    expect(calls).not.toContain('append last');
    expect(calls.at(-1)).toBe('seal The disk is full.');
  });

  it('leaves out what the recorder hands over when the recording has its length', async () => {
    const { starting, calls, slice } = rig();
    await (await starting).finish(null);
    slice('too late');
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(calls.at(-1)).toBe('seal null');
    expect(calls).not.toContain('append too late');
  });

  it('says so when the person stops it and the last slice does not fit any more', async () => {
    const { starting, calls } = rig({ slice: 'last' });
    await (await starting).finish(null);
    expect(calls.at(-1)).toBe('seal The disk is full.');
  });

  it('closes the capture when the engine refuses, and leaves no recording behind', async () => {
    const { starting, calls } = rig({ create: new Error('The URL is in use.') });
    await expect(starting).rejects.toThrow('The URL is in use.');
    expect(calls).toEqual(['close capture']);
  });

  it('marks the recording as failed when the capture does not open', async () => {
    const { starting, calls } = rig({ capture: new Error('No tab.') });
    await expect(starting).rejects.toThrow('No tab.');
    expect(calls).toEqual(['create', 'fail No tab.']);
  });

  it('closes the capture and marks the recording as failed when no recorder starts', async () => {
    const { starting, calls } = rig({ recorder: new Error('No format.') });
    await expect(starting).rejects.toThrow('No format.');
    expect(calls).toEqual(['create', 'close capture', 'fail No format.']);
  });
});
