import type { BackgroundPort } from './page-ports.ts';

/** The port of a page, which the background can end. */
export interface EndablePort extends BackgroundPort {
  disconnect(): void;
}

/** Connects a page to the controller. When there is none its port ends, so that it tries again: an open one would stay silent. */
export async function receivePage(
  port: EndablePort,
  controller: () => Promise<{ connect(port: BackgroundPort): void }>,
): Promise<void> {
  try {
    (await controller()).connect(port);
  } catch (error) {
    console.error('A page could not be received.', error);
    port.disconnect();
  }
}
