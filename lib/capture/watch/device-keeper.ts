import { inTime, systemClock, TooLateError } from '../../base/clock.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { stopTracks } from '../stop-tracks.ts';

/** When one that is gone is asked for again, where the browser does not say that a device came. The last one goes on. */
const AGAIN_AFTER_MS = [0, 2_000, 10_000] as const;
/** A device opens in a second; one that never does must not be the last that is tried. */
const OPEN_PATIENCE_MS = 15_000;
/** The one before is recorded until the next one delivers, which takes a fraction of this. */
const FLOW_PATIENCE_MS = 1_000;

/** A device that is open. */
export interface OpenedDevice {
  readonly stream: MediaStream;
  /** As the browser calls it; null where it hides that. */
  readonly name: string | null;
  /** Whether it is another one than the one that was chosen, which is not there. */
  readonly isOther: boolean;
}

/** What is done with devices of one kind. */
export interface DevicePorts {
  /** Null: the browser's default. @throws Error while there is none. */
  open(device: DeviceChoice | null): Promise<OpenedDevice>;
  /** Whether the browser lists it. */
  isThere(device: DeviceChoice): Promise<boolean>;
  /** Calls back when a device came or went. Returns what ends that. */
  onDevicesChanged(callback: () => void): () => void;
  /** Whether the browser has taken away the permission. */
  isForbidden(): Promise<boolean>;
  /** Records this one from now on, beside the one before if there is one. Resolves when it delivers. */
  record(stream: MediaStream): Promise<void>;
  /** Records this one no more. */
  drop(stream: MediaStream): void;
  /** The error for one that does not open in time. */
  tooLate(): Error;
  /** Another one is recorded, or none any more. */
  changed(): void;
}

/** Why there is none. `gone`: unplugged, or lost with the browser's process for it. */
export type Loss = 'gone' | 'forbidden';

/**
 * Keeps a device that is recorded: it can be exchanged without a gap, is taken up again when it comes back, and another one
 * is used meanwhile where there is one.
 */
export class DeviceKeeper {
  readonly #ports: DevicePorts;
  readonly #stopFollowing: () => void;
  #choice: DeviceChoice | null;
  #opened: OpenedDevice | null = null;
  #loss: Loss | null = null;
  #isClosed = false;
  /** Counts what was begun: what is overtaken by something newer has no effect. */
  #attempt = 0;
  /** How many open just now. */
  #opening = 0;
  /** The one before, while the next one is awaited. */
  #leaving: MediaStream | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listening = new AbortController();

  /** @param first is recorded already; null: one is to be opened. {@link DevicePorts.changed} is called for it by {@link begin}. */
  constructor(first: OpenedDevice | null, choice: DeviceChoice | null, ports: DevicePorts) {
    this.#ports = ports;
    this.#choice = choice;
    this.#opened = first;
    this.#stopFollowing = ports.onDevicesChanged(() => void this.#devicesChanged());
  }

  /** Watches the first one from now on, or opens it. */
  begin(): void {
    if (this.#opened === null) this.#askAgain(0);
    else this.#take(this.#opened);
  }

  /** Null: it is lost, or opens for the first time. */
  get opened(): OpenedDevice | null {
    return this.#opened;
  }

  /** Why there is none; null while there is one. */
  get loss(): Loss | null {
    return this.#loss;
  }

  /** The one that is wanted; null: the browser's default. */
  get choice(): DeviceChoice | null {
    return this.#choice;
  }

  /** All that are recorded: two while one is exchanged for another. */
  get recorded(): readonly MediaStream[] {
    return [this.#opened?.stream, this.#leaving].filter((stream) => stream != null);
  }

  /**
   * Records another one from now on: the one before stays until the next one delivers.
   * @param choice null: the browser's default.
   * @throws Error when it does not open; the one before is still recorded.
   */
  async choose(choice: DeviceChoice | null): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    clearTimeout(this.#timer);
    const next = await this.#open(choice).catch((error: unknown) => {
      this.#askAgainUnlessOpened(1);
      throw error;
    });
    if (this.#isClosed || attempt !== this.#attempt) {
      stopTracks(next.stream);
      return this.#askAgainUnlessOpened(0);
    }
    this.#choice = choice;
    await this.#exchange(next);
  }

  /** Lets go of it. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stopFollowing();
    this.#listening.abort();
    for (const stream of this.recorded) stopTracks(stream);
  }

  #take(opened: OpenedDevice): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#opened = opened;
    this.#loss = null;
    for (const track of opened.stream.getTracks()) {
      track.addEventListener('ended', () => void this.#ended(), { signal });
    }
    this.#ports.changed();
    // One that opens may have ended by now, and no event says so again.
    if (opened.stream.getTracks().some(({ readyState }) => readyState === 'ended')) void this.#ended();
  }

  async #ended(): Promise<void> {
    this.#listening.abort();
    const ended = this.#opened;
    this.#opened = null;
    if (ended !== null) this.#ports.drop(ended.stream);
    await this.#lost(0);
  }

  /** There is none: says so, and asks for one after as many tries. */
  async #lost(tries: number): Promise<void> {
    this.#loss = 'gone';
    this.#ports.changed();
    const attempt = this.#attempt;
    const isForbidden = await this.#ports.isForbidden();
    if (this.#isClosed || attempt !== this.#attempt || this.#opened !== null) return;
    if (isForbidden) {
      this.#loss = 'forbidden';
      this.#ports.changed();
    }
    this.#askAgain(tries);
  }

  /** Also after one that was overtaken: the newer one may have failed while this one was still opening. */
  #askAgainUnlessOpened(tries: number): void {
    if (this.#opened === null) this.#askAgain(tries);
  }

  #askAgain(tries: number): void {
    // One that opens now is taken, and this is called again when it does not.
    if (this.#isClosed || this.#opening > 0) return;
    clearTimeout(this.#timer);
    const delayMs = AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length - 1)] ?? 0;
    this.#timer = setTimeout(() => {
      this.choose(this.#choice).catch((error: unknown) => {
        console.debug('There is no device yet.', error);
        // The first one may never have been there.
        if (this.#opened === null && this.#loss === null && !this.#isClosed) void this.#lost(tries + 1);
        else this.#askAgainUnlessOpened(tries + 1);
      });
    }, delayMs);
  }

  async #devicesChanged(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#opened === null) return this.#askAgain(0);
    if (!this.#opened.isOther || this.#choice === null) return;
    const attempt = this.#attempt;
    const isBack = await this.#ports.isThere(this.#choice);
    if (isBack && attempt === this.#attempt && !this.#isClosed) {
      this.choose(this.#choice).catch((error: unknown) => console.warn('The chosen device did not open.', error));
    }
  }

  /** What opens too late is closed. */
  async #open(choice: DeviceChoice | null): Promise<OpenedDevice> {
    this.#opening += 1;
    try {
      return await inTime(
        this.#ports.open(choice),
        OPEN_PATIENCE_MS,
        systemClock,
        'The device does not open.',
        ({ stream }) => stopTracks(stream),
      );
    } catch (error) {
      throw error instanceof TooLateError ? this.#ports.tooLate() : error;
    } finally {
      this.#opening -= 1;
    }
  }

  async #exchange(next: OpenedDevice): Promise<void> {
    const before = this.#opened;
    const flows = this.#ports.record(next.stream);
    this.#leaving = before?.stream ?? null;
    this.#take(next);
    if (before === null) return;
    await inTime(flows, FLOW_PATIENCE_MS, systemClock, 'It delivers nothing yet.').catch((error: unknown) =>
      console.debug('The next device delivers nothing yet.', error),
    );
    if (this.#leaving === before.stream) this.#leaving = null;
    this.#ports.drop(before.stream);
    stopTracks(before.stream);
  }
}
