import type { Sound } from '../../capture/capture-sound.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import { isSameMessage, type Message } from '../../recording/message.ts';

/** What a live recording can be warned of. */
export type Concern =
  | 'disk'
  | 'recorder'
  | 'writer'
  | 'still'
  | 'beginning'
  | 'end'
  | 'part'
  | 'picture'
  | 'area'
  | 'dropped'
  | 'camera'
  | 'sound'
  | Sound;

/** For the log, when a warning is over. */
const WELL_AGAIN = {
  disk: { id: 'recorder.diskWell' },
  recorder: { id: 'recorder.recorderWell' },
  writer: { id: 'recorder.writerWell' },
  still: { id: 'recorder.recorderWell' },
  beginning: { id: 'recorder.pictureWell' },
  end: { id: 'recorder.endWell' },
  part: { id: 'recorder.partWell' },
  picture: { id: 'recorder.pictureWell' },
  area: { id: 'recorder.pictureWell' },
  dropped: { id: 'recorder.droppedWell' },
  camera: { id: 'recorder.cameraWell' },
  sound: { id: 'recorder.soundWell' },
  tab: { id: 'recorder.tabWell' },
  microphone: { id: 'recorder.microphoneWell' },
} as const satisfies Readonly<Record<Concern, Message>>;

/** The warnings about one live recording: one message for each concern. */
export class LiveWarnings {
  readonly #log: (level: LogLevel, message: Message) => void;
  readonly #messages = new Map<Concern, Message>();

  constructor(log: (level: LogLevel, message: Message) => void) {
    this.#log = log;
  }

  /** A message when something is wrong, null when it is well. Beginnings and ends are logged. Returns whether it is new. */
  report(about: Concern, message: Message | null): boolean {
    const before = this.#messages.get(about) ?? null;
    if (isSameMessage(message, before)) return false;
    if (message === null) {
      this.#messages.delete(about);
      this.#log('info', WELL_AGAIN[about]);
    } else {
      this.#messages.set(about, message);
      if (before === null) this.#log('warning', message);
    }
    return true;
  }

  /** It does not matter any more, whether it is well or not. */
  drop(about: Concern): void {
    this.#messages.delete(about);
  }

  /** All of them; empty when all is well. */
  get all(): readonly Message[] {
    return [...this.#messages.values()];
  }
}
