import type { RecorderCommand } from '../commands/commands.ts';
import type { Engine } from '../engine/engine-api.ts';
import type { Settings } from '../settings/settings.ts';
import type { Recordings } from './recordings.ts';

/** `settings`: for a command that may resume the recording; null for the others. */
type Serve = (recordings: Recordings, id: string, settings: Settings | null) => Promise<void>;

/** Carries out each of the recorder's commands. Rejects with an error that `messageOf` can read. */
export const SERVED: Readonly<Record<RecorderCommand, Serve>> = {
  pause: ({ live }, id) => live.pause(id),
  resume: ({ live }, id) => live.resume(id),
  'mute-microphone': ({ live }, id) => live.change(id, ({ sound }) => sound?.muteMicrophone(true)),
  'unmute-microphone': ({ live }, id) => live.change(id, ({ sound }) => sound?.muteMicrophone(false)),
  stop: ({ live }, id) => live.stop(id),
  'keep-going': ({ live }, id) => live.keepGoing(id),
  'add-marker': ({ live }, id) => live.mark(id),
  'camera-off': ({ live }, id) => live.change(id, ({ camera }) => camera?.setOn(false)),
  'camera-on': ({ live }, id) => live.change(id, ({ camera }) => camera?.setOn(true)),
  'retry-now': byEngine((engine) => engine.retryNow()),
  'pause-upload': byEngine((engine) => engine.pauseUpload()),
  'resume-upload': byEngine((engine) => engine.resumeUpload()),
  'cancel-upload': (recordings, id, settings) => recordings.cancelUpload(id, settings),
};

function byEngine(use: (engine: Engine) => Promise<void>): Serve {
  return (recordings, id, settings) => recordings.askEngine(id, settings, use);
}
