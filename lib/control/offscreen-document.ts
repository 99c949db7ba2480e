import type { Clock } from '../base/clock.ts';
import { inTime, TooLateError } from '../base/clock.ts';

const READY_TIMEOUT_MS = 10_000;
/** A listening document answers at once, unless it is busy. */
const ASK_TIMEOUT_MS = 1_000;

/** What the offscreen document needs from the browser. */
export interface OffscreenPorts {
  /** Whether there is one, also when an earlier service worker opened it. */
  readonly exists: () => Promise<boolean>;
  readonly create: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** Asks it to report. @throws MessageError when nobody listens in it. */
  readonly askForReport: () => Promise<unknown>;
  readonly clock: Clock;
}

/** The one offscreen document of the extension: it records and uploads, and outlives this service worker. */
export class OffscreenDocument {
  readonly #ports: OffscreenPorts;
  #opening: Promise<void> | null = null;
  /** Null when it is not being closed. */
  #closing: Promise<boolean> | null = null;
  #uses = 0;
  /** Whether the present document has sent something to this service worker: then it listens. */
  #isHeard = false;
  #onReady: () => void = () => undefined;

  constructor(ports: OffscreenPorts) {
    this.#ports = ports;
  }

  /** Opens the document if needed, and keeps it open while `work` runs. */
  async use<T>(work: () => Promise<T>): Promise<T> {
    this.#uses += 1;
    try {
      await this.#open();
      return await work();
    } finally {
      this.#uses -= 1;
    }
  }

  /** Whether it is in use, or someone waits for it to open. */
  get isInUse(): boolean {
    return this.#uses > 0;
  }

  exists(): Promise<boolean> {
    return this.#ports.exists();
  }

  /** The document reports that it listens. */
  isReady(): void {
    this.#isHeard = true;
    this.#onReady();
  }

  /**
   * The document sent something. While one is being opened, only {@link isReady} counts: this may come from the one before.
   */
  heard(): void {
    if (this.#opening === null) this.#isHeard = true;
  }

  /** Closes the document, unless something has a use for it. Resolves to whether there was one, and this closed it. */
  async closeIfUnused(): Promise<boolean> {
    if (!(await this.exists())) return false;
    // Checked last: it may have come into use, or be closing, in the meantime.
    if (this.isInUse || this.#closing !== null) return false;
    return this.#close();
  }

  /** Resolves to whether it was closed. Never rejects: the next use finds out whether there still is one. */
  #close(): Promise<boolean> {
    this.#isHeard = false;
    this.#closing = this.#closeOnce().finally(() => {
      this.#closing = null;
    });
    return this.#closing;
  }

  async #closeOnce(): Promise<boolean> {
    try {
      await this.#ports.close();
      return true;
    } catch (error) {
      console.warn('The offscreen document did not close.', error);
      return false;
    }
  }

  /** All callers at the same time wait for the same document. */
  #open(): Promise<void> {
    this.#opening ??= this.#openInTime().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #openInTime(): Promise<void> {
    const { clock } = this.#ports;
    try {
      await inTime(this.#findOrCreate(), READY_TIMEOUT_MS, clock, { id: 'control.recorderNotStarted' });
    } catch (error) {
      if (!(error instanceof TooLateError)) throw error;
      // What is sent to one that is busy, as one that records may be, waits in it until it is not.
      if (await this.#hears()) return;
      // A document that doesn't listen by now never will: the next use creates a new one.
      void this.#close();
      throw error;
    }
  }

  async #findOrCreate(): Promise<void> {
    await this.#closing;
    // Before it is asked whether it listens: one that is starting may say so meanwhile, and says so once.
    const ready = new Promise<void>((resolve) => {
      this.#onReady = resolve;
    });
    // It may have been closed, or have crashed, since the last time; only the browser knows.
    if (!(await this.exists())) this.#isHeard = false;
    else if (this.#isHeard || (await this.#listens())) return;
    if (!(await this.exists()) && !(await this.#create()) && (await this.#listens())) return;
    await ready;
  }

  /** Resolves to whether this made it; an earlier service worker that ended meanwhile may have been before it. */
  async #create(): Promise<boolean> {
    try {
      await this.#ports.create();
      return true;
    } catch (error) {
      if (!(await this.exists())) throw error;
      console.debug('There is an offscreen document by now.', error);
      return false;
    }
  }

  /** A document that an earlier service worker opened said long ago that it is ready, or is about to. */
  async #listens(): Promise<boolean> {
    try {
      await this.#ports.askForReport();
      this.#isHeard = true;
      return true;
    } catch (error) {
      console.debug('The offscreen document does not listen yet.', error);
      return false;
    }
  }

  /** Whether there is one that listens. One that is too busy to answer may be recording, and counts. */
  async #hears(): Promise<boolean> {
    try {
      return await inTime(this.#listens(), ASK_TIMEOUT_MS, this.#ports.clock, 'It does not answer.');
    } catch (error) {
      console.debug('The offscreen document is busy.', error);
      return true;
    }
  }
}
