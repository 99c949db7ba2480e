import type { Size } from '../../base/pixels.ts';
import type { Bubble } from '../../recording/bubble.ts';
import type { Rect } from '../../recording/crop.ts';
import type { ComposerFacts } from './composer.ts';
import type { Input } from './frame-pace.ts';

/** What the base is. */
export interface BaseKind {
  /** The part to use, in shares of its sides; null: all of it. */
  readonly crop: Rect | null;
  readonly isCamera: boolean;
}

/** What the document sends to the worker. */
export type ComposeOrder =
  /** Always the first. `size`: the size of the output frames; null: that of the first input frame. */
  | { readonly kind: 'open'; readonly floorMs: number; readonly size: Size | null; readonly base: BaseKind }
  /** A picture's source; null: it's gone. The stream is transferred. */
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
