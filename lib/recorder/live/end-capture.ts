import { inTime } from '../../base/clock.ts';
import type { Capture } from '../../capture/capture.ts';
import type { TrackEnds } from '../../capture/pictures/file-pictures.ts';
import type { Recorder } from '../../capture/recorder.ts';
import { type Message, MessageError, messageOf } from '../../recording/message.ts';
import type { LivePorts } from './live-ports.ts';

/** Sound is mixed within a few hundredths of a second, on a busy machine within a second. */
const CATCH_UP_PATIENCE_MS = 1_700;
/** A recorder hands over its last slice at once, after up to one and a half seconds for the pictures before it. */
const STOP_PATIENCE_MS = 2_500;

/** What a recorder hands over is read at once, to count its pictures. */
const ENDS_PATIENCE_MS = 300;

type EndPorts = Pick<LivePorts, 'clock' | 'log'>;

/** Waits for the sound that was captured up to now and is still on its way, within limits. Never rejects. */
export async function catchUp({ sound }: Pick<Capture, 'sound'>, ports: EndPorts): Promise<void> {
  if (sound === null) return;
  const caughtUp = async () => {
    if (!(await sound.catchUp())) throw new MessageError({ id: 'recorder.soundLate' });
  };
  await within(caughtUp(), CATCH_UP_PATIENCE_MS, { id: 'recorder.soundLate' }, ports);
}

/** Stops the recorder. Resolves when it has handed over everything, or doesn't do so in time. Never rejects. */
export async function stopRecorder(recorder: Pick<Recorder, 'stop'>, ports: EndPorts): Promise<void> {
  await within(recorder.stop(), STOP_PATIENCE_MS, { id: 'recorder.notStopped' }, ports);
}

/** Where the file that a recorder has made ends; null if that isn't known, or not soon. Never rejects. */
export async function endsOf(recorder: Pick<Recorder, 'ends'>, { clock }: EndPorts): Promise<TrackEnds | null> {
  try {
    return await inTime(recorder.ends(), ENDS_PATIENCE_MS, clock, 'The end is not read yet.');
  } catch (error) {
    console.debug('Where the recording ends is not known.', error);
    return null;
  }
}

/** Releases what is captured. Never throws. */
export function closeCapture(capture: Pick<Capture, 'close'>, { log }: EndPorts): void {
  try {
    capture.close();
  } catch (error) {
    log('warning', { id: 'recorder.captureNotClosed', reason: messageOf(error) });
  }
}

async function within(work: Promise<void>, limitMs: number, late: Message, { clock, log }: EndPorts): Promise<void> {
  try {
    await inTime(work, limitMs, clock, late);
  } catch (error) {
    log('warning', messageOf(error));
  }
}
