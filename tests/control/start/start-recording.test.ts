import { expect, it } from 'vitest';
import { createStart, type StartRequest } from '../../../lib/control/start/start-recording.ts';
import { EMPTY_SNAPSHOT, type Snapshot } from '../../../lib/recording/snapshot.ts';
import { DEFAULT_SETTINGS } from '../../../lib/settings/settings.ts';
import { aRecording } from '../../support/a-recording.ts';

const REQUEST: StartRequest = { source: 'camera', microphone: false, tabId: null, target: null };

it('says whether another recording is starting or is being made', async () => {
  const opened = Promise.withResolvers<void>();
  let snapshot: Snapshot = EMPTY_SNAPSHOT;
  const start = createStart({
    chooseTarget: async () => ({ endpointName: 'mine' }),
    loadSettings: async () => DEFAULT_SETTINGS,
    findTab: () => Promise.reject(new Error('There is no tab.')),
    mintStreamId: () => Promise.reject(new Error('There is no tab.')),
    withDocument: async (work) => {
      await opened.promise;
      return work();
    },
    sendStart: async ({ id }) => ({ kind: 'started', id }),
    snapshot: () => snapshot,
    newId: () => 'a',
  });
  const first = start(REQUEST);
  expect(await start(REQUEST)).toEqual({ kind: 'refused', sentence: expect.stringContaining('is starting already') });
  opened.resolve();
  expect(await first).toEqual({ kind: 'started', id: 'a' });
  snapshot = { ...EMPTY_SNAPSHOT, current: aRecording({ state: 'recording' }) };
  expect(await start(REQUEST)).toEqual({ kind: 'refused', sentence: expect.stringContaining('Stop it before') });
});
