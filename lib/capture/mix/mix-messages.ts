import type { SoundLevel } from '../../recording/sound-level.ts';
import type { MixedBlock, SoundKind } from './mixer.ts';

/** What the document sends to the worker. Times are in milliseconds on the clock of {@link sharedNowMs}. */
export type MixOrder =
  /** Always the first. `sinceMs`: when the mix begins. `documentOriginMs`: when the document was created. */
  | {
      readonly kind: 'open';
      readonly voiceAboveDb: number | null;
      readonly sinceMs: number;
      readonly documentOriginMs: number;
    }
  /** Adds a sound to the mix, `lateMs` earlier than its capture times say. The stream is transferred. */
  | {
      readonly kind: 'add';
      readonly id: number;
      readonly soundKind: SoundKind;
      readonly lateMs: number;
      readonly readable: ReadableStream<AudioData>;
    }
  | { readonly kind: 'remove'; readonly id: number }
  | { readonly kind: 'volume'; readonly id: number; readonly volume: number }
  /** Starts without a sound. `nowUs`: what the time was on the sources' clock at `atMs`. */
  | { readonly kind: 'begin'; readonly nowUs: number; readonly atMs: number }
  /** Asks for `caught-up` with the same time. */
  | { readonly kind: 'catch-up'; readonly untilMs: number };

/** What the worker posts. */
export type MixNews =
  /** A block of the mix, transferred, with the level of each sound in it. */
  | { readonly kind: 'block'; readonly block: MixedBlock; readonly levels: ReadonlyMap<number, SoundLevel> }
  /** A sign of life, with the number of chunks that have arrived of each sound. */
  | { readonly kind: 'beat'; readonly arrived: ReadonlyMap<number, number> }
  /** Everything captured up to this time is in the blocks before. */
  | { readonly kind: 'caught-up'; readonly untilMs: number };

/** A clock that a document shares with its workers. It never jumps. */
export function sharedNowMs(): number {
  return performance.timeOrigin + performance.now();
}
