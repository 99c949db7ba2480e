import type { Sound } from '../../capture/watch/sound-watch.ts';
import type { LogLevel } from '../../recording/log-entry.ts';

/** What a live recording can be warned of. */
export type Concern = 'disk' | 'recorder' | 'writer' | 'end' | 'part' | 'picture' | 'sound' | Sound;

/** For the log, when a warning is over. */
const WELL_AGAIN: Readonly<Record<Concern, string>> = {
  disk: 'The disk has room again.',
  recorder: 'The recorder hands over what it records again.',
  writer: 'What is recorded gets to the disk again.',
  end: 'All of it is on the disk.',
  part: 'It goes on as one recording.',
  picture: 'New pictures come again.',
  sound: 'The sound runs again.',
  tab: 'The tab’s sound is recorded again.',
  microphone: 'The microphone is heard.',
};

/** The warnings about one live recording: one sentence for each concern. */
export class LiveWarnings {
  readonly #log: (level: LogLevel, text: string) => void;
  readonly #sentences = new Map<Concern, string>();

  constructor(log: (level: LogLevel, text: string) => void) {
    this.#log = log;
  }

  /** A sentence when something is wrong, null when it is well. Beginnings and ends are logged. Returns whether it is new. */
  tell(about: Concern, sentence: string | null): boolean {
    const before = this.#sentences.get(about) ?? null;
    if (sentence === before) return false;
    if (sentence === null) {
      this.#sentences.delete(about);
      this.#log('info', WELL_AGAIN[about]);
    } else {
      this.#sentences.set(about, sentence);
      if (before === null) this.#log('warning', sentence);
    }
    return true;
  }

  /** It does not matter any more, whether it is well or not. */
  drop(about: Concern): void {
    this.#sentences.delete(about);
  }

  /** All of them; null when all is well. */
  get text(): string | null {
    return this.#sentences.size === 0 ? null : [...this.#sentences.values()].join(' ');
  }
}
