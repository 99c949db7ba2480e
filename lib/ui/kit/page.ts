import { type ReadonlySignal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { PAGE_PORT } from '../../commands/messages.ts';
import { connectPage, type PageClient } from './page-client.ts';
import { silenceOf } from './silence.ts';

const TICK_MS = 250;

/** What every component of a page may read: the background's news, and the time. */
export interface Page extends PageClient {
  /** Milliseconds since 1970; moves four times a second, for clocks and countdowns. */
  readonly nowMs: ReadonlySignal<number>;
  /** Whether the background does not answer. */
  readonly silent: ReadonlySignal<boolean>;
}

/** Connects a page, for as long as it is open, to the background and to the clock. */
export function openPage(): Page {
  const nowMs = signal(Date.now());
  setInterval(() => {
    nowMs.value = Date.now();
  }, TICK_MS);
  const client = connectPage({
    connect: () => browser.runtime.connect({ name: PAGE_PORT }),
    later: (delayMs, callback) => {
      const timer = setTimeout(callback, delayMs);
      return () => clearTimeout(timer);
    },
    onProblem: (problem) => console.warn('From the background:', problem),
  });
  return { ...client, nowMs, silent: silenceOf(client.connected, nowMs) };
}

/** Hands the {@link Page} to the components below. */
export const PageContext = createContext<Page | null>(null);

/** The page that a component is on. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('This component needs a PageContext above it.');
  return page;
}
