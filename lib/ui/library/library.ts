import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { paced } from '../../base/paced.ts';
import { allOf } from '../../recording/at-work.ts';
import type { Page } from '../kit/page.ts';
import { type Copies, createCopies } from './copies.ts';
import { type ShelfItem, shelfItems } from './library-item.ts';
import { createPosters, type Posters } from './posters.ts';
import type { Findings } from './read-stored.ts';

const READ_INTERVAL_MS = 300;
/** A state is told a moment before its record is on disk. */
const READ_AGAIN_MS = 1_000;
/** There is no event for the free space. */
const LOOK_EVERY_MS = 10_000;

/** All that the recordings page shows. */
export interface Shelf {
  /** What was found on this computer; null until the first look. */
  readonly findings: ReadonlySignal<Findings | null>;
  readonly items: ReadonlySignal<readonly ShelfItem[]>;
  readonly posters: Posters;
  readonly copies: Copies;
  /** Looks again. */
  readonly reread: () => void;
}

/** Looks at what is stored now, and again whenever the background's news say that it has changed. */
export function openShelf(page: Page, read: () => Promise<Findings>): Shelf {
  const findings = signal<Findings | null>(null);
  let looks = 0;
  const look = async (): Promise<void> => {
    looks += 1;
    const number = looks;
    const found = await read();
    // A slower look that was begun earlier knows less.
    if (number === looks) findings.value = found;
  };
  const readPaced = paced(() => {
    look().catch((error: unknown) => console.error('Reading what is stored:', error));
  });
  const reread = () => readPaced(READ_INTERVAL_MS);
  const rereadTwice = (): void => {
    reread();
    setTimeout(reread, READ_AGAIN_MS);
  };

  const census = computed(() =>
    allOf(page.snapshot.value)
      .map(({ id, state }) => `${id} ${state}`)
      .join(),
  );
  effect(() => {
    // Nothing before the first hello: a recording would look as if nobody made it.
    if (page.connected.value && page.storedChanges.value >= 0 && census.value !== null) rereadTwice();
  });
  setInterval(() => {
    if (document.visibilityState === 'visible' && page.connected.value) reread();
  }, LOOK_EVERY_MS);

  const items = computed(() => (findings.value === null ? [] : shelfItems(findings.value, page.snapshot.value)));
  return { findings, items, posters: createPosters(), copies: createCopies(), reread };
}

/** Hands the {@link Shelf} to the components below. */
export const ShelfContext = createContext<Shelf | null>(null);

/** The shelf of the page that a component is on. */
export function useShelf(): Shelf {
  const shelf = useContext(ShelfContext);
  if (shelf === null) throw new Error('This component needs a ShelfContext above it.');
  return shelf;
}
