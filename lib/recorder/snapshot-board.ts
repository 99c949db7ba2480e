import type { RecordingSnapshot, Snapshot } from '../recording/snapshot.ts';
import type { LiveSessions } from './live/live-sessions.ts';

/** What every engine reported last, and what is shown of it: with all that only the recorder knows of a live recording. */
export class SnapshotBoard {
  readonly #live: Pick<LiveSessions, 'get' | 'latestId'>;
  readonly #reported = new Map<string, RecordingSnapshot>();

  constructor(live: Pick<LiveSessions, 'get' | 'latestId'>) {
    this.#live = live;
  }

  /** An engine reported. */
  report(recording: RecordingSnapshot): void {
    this.#reported.set(recording.id, recording);
  }

  /** The recording is to be deleted. */
  remove(id: string): void {
    this.#reported.delete(id);
  }

  /** What is shown of a recording; null when no engine has reported it. */
  get(id: string): RecordingSnapshot | null {
    const reported = this.#reported.get(id);
    return reported === undefined ? null : (this.#live.get(id)?.shown(reported) ?? reported);
  }

  /** Everything that is shown. The current recording is null until one was started here, even when others are uploading. */
  snapshot(): Snapshot {
    const currentId = this.#live.latestId;
    const others = [...this.#reported.keys()].flatMap((id) => (id === currentId ? [] : (this.get(id) ?? [])));
    return {
      current: currentId === null ? null : this.get(currentId),
      others: others.sort((a, b) => b.startedAtMs - a.startedAtMs),
    };
  }
}
