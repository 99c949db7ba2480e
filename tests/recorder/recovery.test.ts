import { expect, test } from 'vitest';
import { Recovery } from '../../lib/recorder/recovery.ts';
import { MessageError, type MessageId } from '../../lib/recording/message.ts';
import type { RecordingState } from '../../lib/recording/state.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { aRecording } from '../support/a-recording.ts';

/** An engine died; the next one finds its recording finished, and shows it as `found`. */
async function restarted(found: RecordingState) {
  let state: RecordingState = 'finishing';
  const logged: MessageId[] = [];
  const waits: number[] = [];
  const opened = {
    settings: DEFAULT_SETTINGS,
    recovering: null,
    engine: Promise.resolve({
      begin: async () => {
        state = found;
        throw new MessageError({ id: 'engine.finished' });
      },
    }),
  };
  const recovery = new Recovery({
    engines: { get: () => null, open: () => opened, close: () => undefined } as never,
    board: { get: () => aRecording({ state }) } as never,
    live: { get: () => null } as never,
    later: (delayMs) => void waits.push(delayMs),
    monotonicMs: () => 0,
    log: (_id, _level, { id }) => void logged.push(id),
    checkIdle: () => undefined,
  });
  await recovery.restart('a', DEFAULT_SETTINGS);
  return { logged, waits };
}

test('what an engine had finished when it died is not resumed again, and that is no error', async () => {
  expect(await restarted('complete')).toEqual({ logged: [], waits: [] });
});

test('what is not finished is tried again', async () => {
  expect(await restarted('finishing')).toEqual({ logged: ['recorder.notResumed'], waits: [2_000] });
});
