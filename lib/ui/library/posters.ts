import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { makePoster } from '../../export/poster.ts';

/** A decoder that takes longer is stuck. */
const PATIENCE_MS = 20_000;

/** Pictures of recordings, made on request and kept in memory while the page is open. */
export interface Posters {
  /** An object URL; null while there's none. The first call requests the picture. */
  of(id: string): ReadonlySignal<string | null>;
}

/** Makes one picture at a time: each decodes a second of video. */
export function createPosters(make = makePoster): Posters {
  const posters = new Map<string, Signal<string | null>>();
  let last: Promise<void> = Promise.resolve();
  const draw = async (id: string, poster: Signal<string | null>): Promise<void> => {
    try {
      const picture = await make(id, AbortSignal.timeout(PATIENCE_MS));
      if (picture !== null) poster.value = URL.createObjectURL(picture);
    } catch (error) {
      // The placeholder stays; playing the file shows what is wrong with it.
      console.warn(`No picture of ${id}.`, error);
    }
  };
  return {
    of(id) {
      const known = posters.get(id);
      if (known !== undefined) return known;
      const poster = signal<string | null>(null);
      posters.set(id, poster);
      last = last.then(() => draw(id, poster));
      return poster;
    },
  };
}
