import type { RecordingSnapshot, Snapshot } from '../recording/snapshot.ts';

/** The last state that each engine reported, put together. */
export class SnapshotBoard {
  readonly #recordings = new Map<string, RecordingSnapshot>();
  #currentId: string | null = null;

  /** @param isLive whether it is the recording being made: it is the current one from now on. */
  update(recording: RecordingSnapshot, isLive: boolean): void {
    this.#recordings.set(recording.id, recording);
    if (isLive) this.#currentId = recording.id;
  }

  /** It is to be deleted. */
  remove(id: string): void {
    this.#recordings.delete(id);
    if (this.#currentId === id) this.#currentId = null;
  }

  get(id: string): RecordingSnapshot | null {
    return this.#recordings.get(id) ?? null;
  }

  /** The current recording is null until one was started here, also when others are uploading. */
  snapshot(): Snapshot {
    const current = this.#currentId === null ? null : this.get(this.#currentId);
    const others = [...this.#recordings.values()].filter(({ id }) => id !== this.#currentId);
    return { current, others: others.sort((a, b) => b.startedAtMs - a.startedAtMs) };
  }
}
