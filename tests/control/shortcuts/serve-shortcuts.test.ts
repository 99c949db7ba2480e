import { expect, test } from 'vitest';
import { createShortcuts } from '../../../lib/control/shortcuts/serve-shortcuts.ts';
import { MessageError, type MessageId } from '../../../lib/recording/message.ts';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { aRecording } from '../../support/a-recording.ts';

/** What keys do while this is the current recording. */
function rig(current: RecordingSnapshot | null, fault: Error | null = null) {
  const done: string[] = [];
  const refused: MessageId[] = [];
  const act = (name: string) => async (data: unknown) => {
    if (fault !== null) throw fault;
    done.push(`${name} ${JSON.stringify(data)}`);
  };
  const carryOut = {
    stop: act('stop'),
    pause: act('pause'),
    resume: act('resume'),
    'mute-microphone': act('mute'),
    'unmute-microphone': act('unmute'),
    'add-marker': act('mark'),
  };
  const press = createShortcuts({
    snapshot: () => ({ current, others: [] }),
    start: act('start'),
    carryOut,
    refuse: async ({ id }) => void refused.push(id),
  });
  return { press, done, refused };
}

test('a key starts on the tab that was in front, and stops, pauses and marks the recording that runs', async () => {
  const idle = rig(null);
  await idle.press('start-stop', 7);
  expect(idle.done).toEqual(['start 7']);
  const running = rig(aRecording({ id: 'a' }));
  for (const name of ['pause-resume', 'add-marker', 'start-stop'] as const) await running.press(name, 7);
  expect(running.done).toEqual(['pause {"id":"a"}', 'mark {"id":"a"}', 'stop {"id":"a"}']);
});

test.each([
  ['nothing is recorded', null, 'control.nothingRecorded'],
  ['the last recording is complete', aRecording({ state: 'complete' }), 'control.nothingRecorded'],
  ['it starts', aRecording({ state: 'preparing' }), 'recorder.anotherStarts'],
  ['it stops', aRecording({ isStopping: true }), 'recorder.lastIsStopping'],
] as const)('a key that makes no sense says why: %s', async (_title, current, id) => {
  const { press, done, refused } = rig(current);
  await press('pause-resume', null);
  expect([done, refused]).toEqual([[], [id]]);
});

test('a recording without a microphone has none to mute', async () => {
  const { press, refused } = rig(aRecording());
  await press('mute-unmute', null);
  expect(refused).toEqual(['control.noMicrophone']);
});

test('what a command refuses is reported, as a page reports it', async () => {
  const { press, refused } = rig(aRecording(), new MessageError({ id: 'recorder.notLive' }));
  await press('start-stop', null);
  expect(refused).toEqual(['recorder.notLive']);
});
