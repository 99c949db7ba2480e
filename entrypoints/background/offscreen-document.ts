import { browser } from 'wxt/browser';
import { send } from '../../lib/relay/messenger.ts';

const PATH = '/offscreen.html';
const READY_TIMEOUT_MS = 10_000;

/** The one offscreen document of the extension: it records and uploads, and outlives this service worker. */
export class OffscreenDocument {
  #opening: Promise<void> | null = null;
  #closing: Promise<void> = Promise.resolve();
  #uses = 0;
  #onReady: () => void = () => undefined;

  /** Opens the document if need be and keeps it open as long as `work` runs. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#uses += 1;
    try {
      await this.#open();
      return await work();
    } finally {
      this.#uses -= 1;
    }
  }

  /** Whether there is one, also when an earlier service worker opened it. */
  async exists(): Promise<boolean> {
    const contexts = await browser.runtime.getContexts({ contextTypes: ['OFFSCREEN_DOCUMENT'] });
    return contexts.length > 0;
  }

  /** The document reports that it listens. */
  isReady(): void {
    this.#onReady();
  }

  /** Closes the document, unless something has a use for it. */
  closeIfUnused(): Promise<void> {
    if (this.#uses > 0) return Promise.resolve();
    this.#closing = this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (await this.exists()) await browser.offscreen.closeDocument();
  }

  /** Everybody who needs it at the same time waits for the same document. */
  #open(): Promise<void> {
    this.#opening ??= this.#openOnce().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #openOnce(): Promise<void> {
    await this.#closing.catch((error: unknown) => console.warn('The offscreen document did not close.', error));
    // It may have been closed, or have crashed, since the last time; only the browser knows.
    if ((await this.exists()) && (await this.#listens())) return;
    const ready = this.#nextReady();
    try {
      if (!(await this.exists())) {
        await browser.offscreen.createDocument({
          url: PATH,
          reasons: ['USER_MEDIA'],
          justification: 'Records the tab or the camera, and uploads the recording while it is made.',
        });
      }
      await ready.promise;
    } finally {
      ready.giveUp();
    }
  }

  /** A document that an earlier service worker opened said long ago that it is ready, or is about to. */
  async #listens(): Promise<boolean> {
    try {
      await send('offscreen/report', null);
      return true;
    } catch (error) {
      console.debug('The offscreen document does not listen yet.', error);
      return false;
    }
  }

  #nextReady(): { readonly promise: Promise<void>; readonly giveUp: () => void } {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const promise = new Promise<void>((resolve, reject) => {
      this.#onReady = resolve;
      const error = new Error('Reelay’s recorder did not start. Try again, or restart the browser.');
      timer = setTimeout(() => reject(error), READY_TIMEOUT_MS);
    });
    // When the document cannot be created at all, nobody waits for it to be ready.
    promise.catch(() => undefined);
    return { promise, giveUp: () => clearTimeout(timer) };
  }
}
