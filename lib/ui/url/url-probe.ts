import { type ReadonlySignal, signal } from '@preact/signals';
import type { Preflight } from '../../upload/url/preflight.ts';

/** What the server says about a URL. */
export type Probe =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly preflight: Preflight };

/** Asks a server about the URL in a field as you type. */
export interface UrlProbe {
  readonly probe: ReadonlySignal<Probe>;
  /** Asks about this URL after `delayMs`, unless another URL comes first. Null asks nothing; the same URL is asked about once. */
  look(url: string | null, delayMs: number): void;
  /** Asks about the current URL again, because something changed that may matter. */
  again(): void;
}

/** What a probe works with. */
export interface UrlProbeOptions {
  readonly ask: (url: string, signal: AbortSignal) => Promise<Preflight>;
  /** Calls back once after `delayMs`; the returned function cancels that. */
  readonly later: (delayMs: number, callback: () => void) => () => void;
  /** Called with an unexpected error; for the console. */
  readonly onProblem: (problem: unknown) => void;
}

/** Creates a probe. A new URL aborts the query about the previous one. */
export function createUrlProbe({ ask, later, onProblem }: UrlProbeOptions): UrlProbe {
  const probe = signal<Probe>({ kind: 'none' });
  let current: string | null = null;
  let cancelWait: () => void = () => undefined;
  let asking = new AbortController();

  const askNow = async (url: string): Promise<void> => {
    const { signal: aborted } = asking;
    try {
      const preflight = await ask(url, aborted);
      if (!aborted.aborted) probe.value = { kind: 'answered', preflight };
    } catch (problem) {
      if (aborted.aborted) return;
      onProblem(problem);
      probe.value = { kind: 'none' };
    }
  };

  const begin = (delayMs: number): void => {
    cancelWait();
    asking.abort();
    asking = new AbortController();
    probe.value = current === null ? { kind: 'none' } : { kind: 'asking' };
    if (current === null) return;
    const url = current;
    cancelWait = later(delayMs, () => void askNow(url));
  };

  return {
    probe,
    look: (url, delayMs) => {
      if (url === current) return;
      current = url;
      begin(delayMs);
    },
    again: () => begin(0),
  };
}
