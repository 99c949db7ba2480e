import { expect, it } from 'vitest';
import { awakeFor } from '../../lib/control/follow-state.ts';
import { EMPTY_SNAPSHOT } from '../../lib/recording/snapshot.ts';
import { aRecording } from '../support/a-recording.ts';

const ID = 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11';

it('keeps the screen on while it is recorded, and otherwise only the computer awake', () => {
  const awake = (changes: Parameters<typeof aRecording>[0]) => awakeFor({ current: aRecording(changes), others: [] });
  expect(awake({ id: ID, source: 'screen' })).toBe('display');
  expect(awake({ id: ID, source: 'screen', state: 'paused' })).toBe('display');
  expect(awake({ id: ID, source: 'tabCamera' })).toBe('system');
  expect([awake({ id: ID, source: 'screen', state: 'complete' }), awakeFor(EMPTY_SNAPSHOT)]).toEqual([
    'nothing',
    'nothing',
  ]);
});
