import type { TrackEnds } from '../../capture/pictures/file-pictures.ts';
import type { Message } from '../../recording/message.ts';

/** An encoder that keeps up is less behind, and Stop waits for it. */
const MOST_MISSING_MS = 2_000;
const SECOND_MS = 1_000;

/**
 * Notices that the end of a recording has no picture: an encoder that is far behind at Stop takes what it still has with it. Only
 * pictures count that the recorder was given, so a source that gave none at the end is missing nothing.
 */
export class PictureEnd {
  #given: number | null = null;
  #givenUntilMs = 0;

  /** Call it now and then while it records. `given`: pictures so far; null if they aren't counted. */
  look(given: number | null, recordedMs: number): void {
    if (given !== this.#given) this.#givenUntilMs = recordedMs;
    this.#given = given;
  }

  /** What to say about a recording that ends like this; null: nothing, or it is not known. */
  whatIsMissing(ends: TrackEnds | null): Message | null {
    if (ends === null || this.#given === null) return null;
    // In the file, both are measured in the same way.
    const untilMs = Math.min(this.#givenUntilMs, ends.soundMs ?? this.#givenUntilMs);
    const silentMs = untilMs - ends.pictureMs;
    if (silentMs <= MOST_MISSING_MS) return null;
    return { id: 'recorder.pictureEndMissing', silentMs: Math.round(silentMs / SECOND_MS) * SECOND_MS };
  }
}
