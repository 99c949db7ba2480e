import { type ReadonlySignal, signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { browser } from 'wxt/browser';
import { PAGE_PORT } from '../../commands/messages.ts';
import { connectPage, type PageClient, silenceOf } from './page-client.ts';

const TICK_MS = 250;

/** What every component of a page can read: what the background reports, and the time. */
export interface Page extends PageClient {
  /** Milliseconds since 1970; ticks four times a second, for clocks and countdowns. */
  readonly nowMs: ReadonlySignal<number>;
  /** Whether the background has not responded for a while. */
  readonly silent: ReadonlySignal<boolean>;
}

/** Connects a page to the background and to a clock, for as long as the page is open. */
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

/** Provides the {@link Page} to the components below. */
export const PageContext = createContext<Page | null>(null);

/** The page that a component is on. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (page === null) throw new Error('This component needs a PageContext above it.');
  return page;
}
