import { expect, test } from 'vitest';
import {
  isLive,
  isSettled,
  type RecordingEvent,
  type RecordingState,
  TransitionError,
  transition,
} from '../../lib/recording/state.ts';

const STATES: readonly RecordingState[] = [
  'preparing',
  'recording',
  'paused',
  'interrupted',
  'finishing',
  'blocked',
  'complete',
  'failed',
];
const EVENTS: readonly RecordingEvent[] = [
  'started',
  'paused',
  'resumed',
  'sealed',
  'failed',
  'found',
  'completed',
  'blocked',
  'unblocked',
];
/** The whole life of a recording, written down a second time. */
const TRANSITIONS = [
  'preparing started recording',
  'preparing failed failed',
  'preparing found interrupted',
  'recording paused paused',
  'recording sealed finishing',
  'recording failed failed',
  'recording found interrupted',
  'paused resumed recording',
  'paused sealed finishing',
  'paused failed failed',
  'paused found interrupted',
  'interrupted sealed finishing',
  'interrupted failed failed',
  'interrupted found interrupted',
  'finishing completed complete',
  'finishing blocked blocked',
  'finishing found finishing',
  'blocked unblocked finishing',
  'blocked found blocked',
];

const PAIRS = STATES.flatMap((state) => EVENTS.map((event) => ({ state, event })));
const known = new Map(TRANSITIONS.map((line) => [line.split(' ').slice(0, 2).join(' '), line.split(' ')[2]]));

test.each(PAIRS.filter(({ state, event }) => known.has(`${state} ${event}`)))(
  'a recording that is $state may be $event',
  ({ state, event }) => {
    expect(transition(state, event)).toBe(known.get(`${state} ${event}`));
  },
);

test.each(PAIRS.filter(({ state, event }) => !known.has(`${state} ${event}`)))(
  'a recording that is $state can never be $event',
  ({ state, event }) => {
    expect(() => transition(state, event)).toThrow(TransitionError);
    expect(() => transition(state, event)).toThrow(`A recording that is ${state} cannot be ${event}.`);
  },
);

test('a recorder makes what is being prepared, recorded or paused; nothing more happens to what is complete or failed', () => {
  expect(STATES.filter(isLive)).toEqual(['preparing', 'recording', 'paused']);
  expect(STATES.filter(isSettled)).toEqual(['complete', 'failed']);
});
