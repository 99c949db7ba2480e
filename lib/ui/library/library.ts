import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { paced } from '../../base/paced.ts';
import { allRecordings } from '../../recording/snapshot.ts';
import type { Page } from '../kit/page.ts';
import { type Copies, createCopies } from './copies.ts';
import { type LibraryItem, libraryItems } from './library-item.ts';
import { createPosters, type Posters } from './posters.ts';
import type { Findings } from './read-stored.ts';

const READ_INTERVAL_MS = 300;
/** A state is reported shortly before its record is on disk. */
const READ_AGAIN_MS = 1_000;
/** No event reports changes in free space. */
const READ_EVERY_MS = 10_000;

/** Everything the recordings page shows. */
export interface Library {
  /** What is stored on this computer; null until the first read. */
  readonly findings: ReadonlySignal<Findings | null>;
  readonly items: ReadonlySignal<readonly LibraryItem[]>;
  readonly posters: Posters;
  readonly copies: Copies;
  /** Reads again. */
  readonly reread: () => void;
}

/**
 * Reads what is stored now, and again whenever the background reports a change.
 * @param recordsMissing called when there are files without a record, once for each.
 */
export function openLibrary(page: Page, read: () => Promise<Findings>, recordsMissing: () => void): Library {
  const findings = signal<Findings | null>(null);
  let reads = 0;
  const readNow = async (): Promise<void> => {
    reads += 1;
    const number = reads;
    const found = await read();
    // An earlier read that finishes later has older data.
    if (number === reads) findings.value = found;
  };
  const readPaced = paced(() => {
    readNow().catch((error: unknown) => console.error('Reading the stored recordings:', error));
  });
  const reread = () => readPaced(READ_INTERVAL_MS);
  const rereadTwice = (): void => {
    reread();
    setTimeout(reread, READ_AGAIN_MS);
  };

  const states = computed(() =>
    allRecordings(page.snapshot.value)
      .map(({ id, state }) => `${id} ${state}`)
      .join(),
  );
  effect(() => {
    // Not before the first hello: a live recording would look abandoned.
    if (page.connected.value && page.storedChanges.value >= 0 && states.value !== null) rereadTwice();
  });
  setInterval(() => {
    if (document.visibilityState === 'visible' && page.connected.value) reread();
  }, READ_EVERY_MS);

  const items = computed(() => (findings.value === null ? [] : libraryItems(findings.value, page.snapshot.value)));
  const reported = new Set<string>();
  effect(() => {
    const missing = items.value.filter(
      (item) => item.kind === 'file' && item.isRecordMissing && !reported.has(item.id),
    );
    for (const { id } of missing) reported.add(id);
    if (missing.length > 0) recordsMissing();
  });
  return { findings, items, posters: createPosters(), copies: createCopies(), reread };
}

/** Provides the {@link Library} to the components below. */
export const LibraryContext = createContext<Library | null>(null);

/** The library of the page that a component is on. */
export function useLibrary(): Library {
  const library = useContext(LibraryContext);
  if (library === null) throw new Error('This component needs a LibraryContext above it.');
  return library;
}
