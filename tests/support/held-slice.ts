import type { RecordingEngine } from '../../lib/engine/recording-engine.ts';
import { SliceReadError } from '../../lib/engine/spooling/read-slice.ts';
import type { Content } from './content.ts';
import { sliceOf, virtualSlice } from './fake-slice.ts';

/** A slice that was handed over but isn't known to be on disk. In bytes. */
export interface HeldSlice {
  readonly at: number;
  readonly bytes: number;
}

/**
 * Has an engine keep a slice the way the document does: passing the bytes if the engine can't read the slice itself.
 */
export async function keepSlice(engine: RecordingEngine, content: Content, { at, bytes }: HeldSlice): Promise<void> {
  const real = new Uint8Array(content.whole ? bytes : 0);
  if (content.whole) content.fill(real, at);
  const slice = content.whole ? sliceOf(real) : virtualSlice(content, at, bytes);
  try {
    await engine.append(slice, { at, bytes: null });
  } catch (error) {
    if (!(error instanceof SliceReadError)) throw error;
    await engine.append(slice, { at, bytes: content.whole ? real.buffer : new ArrayBuffer(bytes) });
  }
}
