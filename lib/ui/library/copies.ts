import { type ReadonlySignal, signal } from '@preact/signals';
import { chaptersFileName, chaptersVtt } from '../../export/chapters.ts';
import type { SavedCopy } from '../../export/copy-job.ts';
import type { CopyTarget } from '../../export/copy-target.ts';
import type { CopyFormat } from '../../export/formats.ts';
import { saveCopy } from '../../export/save-copy.ts';
import { holdFile } from '../../spool/file-use.ts';
import { sayError } from '../../words/say.ts';
import { t } from '../../words/t.ts';

/** The state of a copy. `share` is from 0 to 1. */
export type CopyState =
  | { readonly kind: 'waiting'; readonly name: string }
  | { readonly kind: 'saving'; readonly name: string; readonly share: number }
  /** `chapters`: those still to be saved, to a place you choose; null when there's nothing left to do. */
  | {
      readonly kind: 'saved';
      readonly name: string;
      readonly copy: SavedCopy;
      readonly chapters: ChaptersFile | null;
      readonly target: CopyTarget;
    }
  | { readonly kind: 'failed'; readonly name: string; readonly sentence: string };

/** A file with the chapters of a copy. */
export interface ChaptersFile {
  readonly name: string;
  readonly text: string;
}

/** A copy to make. */
export interface CopyOrder {
  readonly recordingId: string;
  readonly format: CopyFormat;
  /** The file's name as it is shown. */
  readonly name: string;
  readonly target: CopyTarget;
  /** The recording’s markers, which become chapters beside the copy. */
  readonly markersMs: readonly number[];
}

/** The copies made while the page is open, at most one for each recording. */
export interface Copies {
  readonly states: ReadonlySignal<ReadonlyMap<string, CopyState>>;
  /** Makes copies one after the other. Resolves when all have succeeded, failed or been cancelled. */
  save(orders: readonly CopyOrder[]): Promise<void>;
  cancel(recordingId: string): void;
  /** Removes the result of a finished copy. */
  dismiss(recordingId: string): void;
}

function chaptersOf(name: string, markersMs: readonly number[], { durationSeconds }: SavedCopy): ChaptersFile | null {
  if (markersMs.length === 0) return null;
  const nameOf = (number: number) => (number === 0 ? t('ui.markers.start') : t('ui.markers.chapter', { number }));
  return { name: chaptersFileName(name), text: chaptersVtt(markersMs, durationSeconds * 1_000, nameOf) };
}

/** Creates {@link Copies}. */
export function createCopies(makeCopy: typeof saveCopy = saveCopy, hold: typeof holdFile = holdFile): Copies {
  const states = signal<ReadonlyMap<string, CopyState>>(new Map());
  const aborts = new Map<string, AbortController>();
  const show = (id: string, state: CopyState | null): void => {
    const next = new Map(states.value);
    if (state === null) next.delete(id);
    else next.set(id, state);
    states.value = next;
  };

  const make = async (
    { recordingId, format, name, target, markersMs }: CopyOrder,
    signal: AbortSignal,
  ): Promise<void> => {
    try {
      const onProgress = (share: number) => {
        if (!signal.aborted) show(recordingId, { kind: 'saving', name, share });
      };
      onProgress(0);
      const copy = await makeCopy({ recordingId, format, target: target.handle }, onProgress, signal);
      await target.deliver();
      const chapters = chaptersOf(name, markersMs, copy);
      if (chapters !== null) await target.saveBeside?.(chapters.name, chapters.text);
      if (signal.aborted) return;
      show(recordingId, { kind: 'saved', name, copy, chapters: target.saveBeside === null ? chapters : null, target });
    } catch (error) {
      if (signal.aborted) return;
      console.error(`Copying ${recordingId}:`, error);
      show(recordingId, { kind: 'failed', name, sentence: sayError(error) });
    }
  };

  return {
    states,
    async save(orders) {
      const begun = orders.filter(({ recordingId }) => !aborts.has(recordingId));
      const jobs = begun.map((order) => ({ order, abort: new AbortController() }));
      for (const { order, abort } of jobs) {
        aborts.set(order.recordingId, abort);
        show(order.recordingId, { kind: 'waiting', name: order.name });
      }
      // Waiting ones too: a file you asked to copy mustn't be deleted meanwhile.
      const held = new Map(jobs.map(({ order }) => [order, hold(order.recordingId, 'saved')]));
      for (const { order, abort } of jobs) {
        const file = await held.get(order);
        await make(order, abort.signal);
        file?.release();
        if (aborts.get(order.recordingId) === abort) aborts.delete(order.recordingId);
      }
    },
    cancel(recordingId) {
      aborts.get(recordingId)?.abort();
      // A new copy of it may be requested at once, even while earlier ones are being made.
      aborts.delete(recordingId);
      show(recordingId, null);
    },
    dismiss(recordingId) {
      if (!aborts.has(recordingId)) show(recordingId, null);
    },
  };
}
