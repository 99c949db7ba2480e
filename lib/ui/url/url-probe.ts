import { type ReadonlySignal, signal } from '@preact/signals';
import type { Preflight } from '../../upload/url/preflight.ts';

/** What is known of the server's opinion of a URL. */
export type Probe =
  | { readonly kind: 'none' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'answered'; readonly preflight: Preflight };

/** Asks a server about the URL in a field, while it is being typed. */
export interface UrlProbe {
  readonly probe: ReadonlySignal<Probe>;
  /** Asks about this URL after `delayMs` unless another comes before; null asks nothing. The same URL is asked once. */
  look(url: string | null, delayMs: number): void;
  /** Asks about the present URL again: something has changed that may matter. */
  again(): void;
}

/** What a probe works with. */
export interface UrlProbeOptions {
  readonly ask: (url: string, signal: AbortSignal) => Promise<Preflight>;
  /** Calls back once after `delayMs`; the function it returns calls it off. */
  readonly later: (delayMs: number, callback: () => void) => () => void;
  /** An error that nobody foresaw; for the console. */
  readonly onProblem: (problem: unknown) => void;
}

/** Makes a probe that has not been asked anything. Whatever is under way ends when another URL comes. */
export function createUrlProbe({ ask, later, onProblem }: UrlProbeOptions): UrlProbe {
  const probe = signal<Probe>({ kind: 'none' });
  let current: string | null = null;
  let callOff: () => void = () => undefined;
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
    callOff();
    asking.abort();
    asking = new AbortController();
    probe.value = current === null ? { kind: 'none' } : { kind: 'asking' };
    if (current === null) return;
    const url = current;
    callOff = later(delayMs, () => void askNow(url));
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
