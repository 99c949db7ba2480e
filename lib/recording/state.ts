import { MessageError } from './message.ts';

/** The states of a recording. Uploading is not a state: it runs in parallel, see {@link Link}. */
export const RECORDING_STATES = [
  'preparing',
  'recording',
  'paused',
  'interrupted',
  'finishing',
  'blocked',
  'unconfirmed',
  'complete',
  'failed',
] as const;

/** One of {@link RECORDING_STATES}. */
export type RecordingState = (typeof RECORDING_STATES)[number];

/** What can happen to a recording. */
export type RecordingEvent =
  /** The first slice is being made. */
  | 'started'
  | 'paused'
  | 'resumed'
  /** The last slice is on disk; only the upload is left. */
  | 'sealed'
  /** Nothing was recorded. */
  | 'failed'
  /** Found at start-up without a live recorder. */
  | 'found'
  /** The server has confirmed the whole recording. */
  | 'completed'
  /** Everything was sent, but nothing confirms that the server has all of it. */
  | 'unconfirmed'
  /** The upload of a sealed recording needs you. */
  | 'blocked'
  /** You gave it a new upload URL, or pressed Try again. */
  | 'unblocked';

const TABLE: Readonly<Record<RecordingState, Partial<Record<RecordingEvent, RecordingState>>>> = {
  preparing: { started: 'recording', failed: 'failed', found: 'interrupted' },
  recording: { paused: 'paused', sealed: 'finishing', failed: 'failed', found: 'interrupted' },
  paused: { resumed: 'recording', sealed: 'finishing', failed: 'failed', found: 'interrupted' },
  interrupted: { sealed: 'finishing', failed: 'failed', found: 'interrupted' },
  finishing: { completed: 'complete', unconfirmed: 'unconfirmed', blocked: 'blocked', found: 'finishing' },
  blocked: { unblocked: 'finishing', found: 'blocked' },
  unconfirmed: { unblocked: 'finishing', found: 'unconfirmed' },
  complete: {},
  failed: {},
};

/** An event that can't happen in a recording's state: a command that came too late, or a bug in the caller. */
export class TransitionError extends MessageError {
  override readonly name = 'TransitionError';
  readonly state: RecordingState;
  readonly event: RecordingEvent;

  constructor(state: RecordingState, event: RecordingEvent) {
    super({ id: 'control.notNow' });
    this.message = `A recording that is ${state} cannot be ${event}.`;
    this.state = state;
    this.event = event;
  }
}

/**
 * The state that follows.
 * @throws TransitionError when the table has no such transition.
 */
export function transition(state: RecordingState, event: RecordingEvent): RecordingState {
  const next = TABLE[state][event];
  if (next === undefined) throw new TransitionError(state, event);
  return next;
}

/** Whether a recorder is making this recording now. */
export function isLive(state: RecordingState): boolean {
  return state === 'preparing' || state === 'recording' || state === 'paused';
}

/** Whether the recording is done for good: complete at the server, or failed. */
export function isSettled(state: RecordingState): boolean {
  return state === 'complete' || state === 'failed';
}

/** Whether its upload has stopped and continues only when the person wants it to. */
export function awaitsPerson(state: RecordingState): boolean {
  return state === 'blocked' || state === 'unconfirmed';
}
