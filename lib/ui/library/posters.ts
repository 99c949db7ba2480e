import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { makePoster } from '../../export/poster.ts';

/** Longer than this, and the file has something that the decoder cannot get over. */
const PATIENCE_MS = 20_000;

/** The pictures of recordings, made when they are wanted and kept in memory while the page is open. */
export interface Posters {
  /** An object URL; null while there is none. Asking has it made. */
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
      // The place stays empty; playing tells what is wrong with the file.
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
