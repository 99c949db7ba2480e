import type { Bubble } from '../../recording/bubble.ts';
import type { Rect } from '../../recording/crop.ts';
import type { Size } from '../fit-size.ts';
import type { ComposerFacts } from './composer.ts';
import type { Input } from './frame-pace.ts';

/** What the document asks of the worker that composes. */
export type ComposeOrder =
  /**
   * The first. `size`: of the frames that go out; null: that of the first frame that comes. `crop`: the part of the base, in
   * shares of its sides; null: all of it.
   */
  | { readonly kind: 'open'; readonly floorMs: number; readonly size: Size | null; readonly crop: Rect | null }
  /** Where a picture comes from; null: it is gone. The stream is transferred. */
  | { readonly kind: 'input'; readonly input: Input; readonly readable: ReadableStream<VideoFrame> | null }
  | { readonly kind: 'look'; readonly look: Bubble | null }
  /** The recorder has taken a frame. */
  | { readonly kind: 'taken' };

/** What the worker posts. */
export type ComposeNews =
  /** A frame for the recorder, transferred. */
  | { readonly kind: 'frame'; readonly frame: VideoFrame }
  /** A sign of life. */
  | { readonly kind: 'beat'; readonly facts: ComposerFacts }
  | { readonly kind: 'failed'; readonly reason: string };
