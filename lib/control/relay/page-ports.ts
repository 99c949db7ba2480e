import type { PageUpdate } from '../../commands/messages.ts';

/** The part of `runtime.Port` that the background needs. */
export interface BackgroundPort {
  /** `tab` is absent where the page is no tab: the popup, which is in view for as long as it is open. */
  readonly sender?: { readonly tab?: unknown } | undefined;
  readonly onDisconnect: { addListener(listener: () => void): void };
  postMessage(update: PageUpdate): void;
}

/** The pages that are open, and a way to post to all of them. */
export interface PagePorts {
  /** Says hello to a page and keeps it posted until its port closes. */
  add(port: BackgroundPort, hello: PageUpdate): void;
  post(update: PageUpdate): void;
  /** Whether there is one. */
  any(): boolean;
  /** Whether there is a popup: a tab may be open and not be looked at. */
  anyPopup(): boolean;
}

/** Starts with no page. */
export function createPagePorts(): PagePorts {
  const ports = new Set<BackgroundPort>();
  return {
    add(port, hello) {
      ports.add(port);
      port.onDisconnect.addListener(() => ports.delete(port));
      postTo(port, hello, ports);
    },
    post(update) {
      for (const port of ports) postTo(port, update, ports);
    },
    any: () => ports.size > 0,
    anyPopup: () => [...ports].some(({ sender }) => sender?.tab === undefined),
  };
}

function postTo(port: BackgroundPort, update: PageUpdate, ports: Set<BackgroundPort>): void {
  try {
    port.postMessage(update);
  } catch (error) {
    // The page closed a moment ago, before its port said so.
    console.debug('A page was gone.', error);
    ports.delete(port);
  }
}
