import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Capture } from '../../../lib/capture/capture.ts';
import type { Recorder, RecorderOptions } from '../../../lib/capture/recorder.ts';
import { Part } from '../../../lib/recorder/live/part.ts';
import { REQUEST } from '../../support/live-rig.ts';
import { partRig } from '../../support/part-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('a recording that the disk takes nothing of any more', () => {
  it('continues as part 2 in a file of its own; what waits is held', async () => {
    const { made, sealed, board, wishes, recordings, start, record } = partRig({ endpointName: 'mine' });
    await start();
    await record(1, 5);
    wishes.appendHangs = true;
    await record(1, 70);
    expect(made).toHaveLength(1);
    await record(1, 10);
    expect(made.map(({ id }) => id)).toEqual(['a', 'part-2']);
    expect(board.snapshot().current).toMatchObject({
      id: 'part-2',
      warning: { id: 'recorder.continuesAfterDisk' },
    });
    await record(2, 120);
    await recordings.live.stop('part-2');
    expect(sealed).toEqual(['part-2: null']);
    expect(board.snapshot().others).toMatchObject([{ id: 'a', isStopping: true }]);
  });

  it('continues waiting where no other file can be made', async () => {
    const { made, board, wishes, start, record } = partRig({ endpointName: 'mine' }, ({ id }) => id !== 'a');
    await start();
    await record(1, 5);
    wishes.appendHangs = true;
    await record(1, 200);
    expect(made).toHaveLength(1);
    expect(board.snapshot().current).toMatchObject({ id: 'a', isStopping: false });
  });

  it('on another start, says that it is still being saved, not that it should be stopped', async () => {
    const { wishes, recordings, start, record } = partRig({ endpointName: 'mine' });
    await start();
    wishes.appendHangs = true;
    await record(1, 5);
    expect(await start()).toMatchObject({ reason: { id: 'recorder.another' } });
    const stopping = recordings.live.stop('a');
    expect(await start()).toMatchObject({ reason: { id: 'recorder.lastIsStopping' } });
    await vi.advanceTimersByTimeAsync(5_000);
    await stopping;
  });
});

it('has silence for the sound of a pause', async () => {
  const done: string[] = [];
  const capture = {
    sound: { pause: () => void done.push('sound pauses'), resume: () => void done.push('sound continues') },
  } as unknown as Capture;
  const { openCapture, startRecorder } = new Part(null).through({
    openCapture: async () => capture,
    startRecorder: async () =>
      ({ pause: () => void done.push('pause'), resume: () => void done.push('resume') }) as Recorder,
  });
  await openCapture(REQUEST.capture, new AbortController().signal, () => undefined);
  const events = { slice: () => undefined, ended: () => undefined };
  const recorder = await startRecorder({} as MediaStream, {} as RecorderOptions, events);
  recorder.pause();
  recorder.resume();
  expect(done).toEqual(['sound pauses', 'pause', 'sound continues', 'resume']);
});

it('takes no pictures from the part before while its own recorder opens', async () => {
  const flows: string[] = [];
  const picture = { given: () => 7, settings: () => ({}), setFlow: (flow: string) => void flows.push(flow) };
  const ports: Parameters<Part['through']>[0] = {
    openCapture: async () => ({ sound: null }) as unknown as Capture,
    startRecorder: async (_stream, options) => {
      options.picture.setFlow('none');
      flows.push(`${options.picture.given()} given`);
      return {} as Recorder;
    },
  };
  const events = { slice: () => undefined, ended: () => undefined };
  const first = new Part(null);
  for (const part of [first, new Part(first, 'writer')]) {
    await part.through(ports).startRecorder({} as MediaStream, { picture } as unknown as RecorderOptions, events);
  }
  expect(flows).toEqual(['none', '7 given', '7 given']);
});
