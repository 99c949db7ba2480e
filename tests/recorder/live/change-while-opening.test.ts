import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { partRig } from '../../support/part-rig.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** You change something in a recording a moment after its start. */
async function changed(wishes: Partial<ReturnType<typeof partRig>['wishes']>) {
  const rig = partRig({ endpointName: 'mine' });
  Object.assign(rig.wishes, wishes);
  void rig.start();
  await vi.advanceTimersByTimeAsync(100);
  const doneWhen: string[] = [];
  const changing = rig.recordings.live.change('a', () => doneWhen.push(`${rig.recorders()} recorders run`));
  return { ...rig, doneWhen, changing };
}

it('mutes and turns off at once what is open, however long the recorder takes to open', async () => {
  const { doneWhen, changing } = await changed({ recorderMs: 10_000 });
  await changing;
  expect(doneWhen).toEqual(['0 recorders run']);
});

it('does it in a part that continues a recording, too', async () => {
  const { wishes, record, endRecorder, recordings, recorders } = await changed({});
  await record(1, 5);
  wishes.recorderMs = 10_000;
  endRecorder(1, { id: 'capture.recorderEnded' });
  await vi.advanceTimersByTimeAsync(1_000);
  await recordings.live.change('part-2', () => undefined);
  expect(recorders()).toBe(1);
});

it('says why not if nothing is opened', async () => {
  const { doneWhen, changing, recordings } = await changed({ captureHangs: true });
  const refused = expect(changing).rejects.toThrow();
  await vi.advanceTimersByTimeAsync(5_000);
  await recordings.live.stop('a');
  await refused;
  expect(doneWhen).toEqual([]);
});
