import { inTime, systemClock, TooLateError } from '../../base/clock.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { stopTracks } from '../stop-tracks.ts';

/** When to try a lost device again if the browser doesn't report its return. The last delay repeats. */
const AGAIN_AFTER_MS = [0, 2_000, 10_000] as const;
/** A device opens in a second; one that never opens must not be the last one tried. */
const OPEN_PATIENCE_MS = 15_000;
/** The current device is recorded until the next one delivers, which takes a fraction of this. */
const FLOW_PATIENCE_MS = 1_000;

/** An open device. */
export interface OpenedDevice {
  readonly stream: MediaStream;
  /** Its name in the browser; null if hidden. */
  readonly name: string | null;
  /** Whether it replaces the chosen one, which isn't there. */
  readonly isOther: boolean;
}

/** What a keeper needs for devices of one kind. */
export interface DevicePorts {
  /** Null: the browser's default. @throws Error while there is none. */
  open(device: DeviceChoice | null): Promise<OpenedDevice>;
  /** Whether the browser lists it. */
  isThere(device: DeviceChoice): Promise<boolean>;
  /** Calls back when a device came or went. Returns what ends that. */
  onDevicesChanged(callback: () => void): () => void;
  /** Whether the browser has taken away the permission. */
  isForbidden(): Promise<boolean>;
  /** Records this one too, from now on. Resolves when it delivers. */
  record(stream: MediaStream): Promise<void>;
  /** Stops recording this one. */
  drop(stream: MediaStream): void;
  /** The error for a device that doesn't open in time. */
  tooLate(): Error;
  /** Another device is recorded now, or none. */
  changed(): void;
}

/** Why there is none. `gone`: unplugged, or lost with the browser's process for it. */
export type Loss = 'gone' | 'forbidden';

/**
 * Keeps a recorded device alive: it can be switched without a gap, is reopened when it comes back, and is replaced by
 * another one meanwhile if there is one.
 */
export class DeviceKeeper {
  readonly #ports: DevicePorts;
  readonly #stopFollowing: () => void;
  #choice: DeviceChoice | null;
  /** What you chose last, while it opens; null: nothing is opening for you. */
  #asked: { readonly choice: DeviceChoice | null } | null = null;
  #opened: OpenedDevice | null = null;
  #loss: Loss | null = null;
  #isClosed = false;
  /** Counts attempts: one that is overtaken by a newer one has no effect. */
  #attempt = 0;
  /** How many are opening now. */
  #opening = 0;
  /** The previous one, while the next one is awaited. */
  #leaving: MediaStream | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #listening = new AbortController();

  /**
   * @param first is already recorded; null: one has to be opened. {@link DevicePorts.changed} is called for it by
   *   {@link begin}.
   */
  constructor(first: OpenedDevice | null, choice: DeviceChoice | null, ports: DevicePorts) {
    this.#ports = ports;
    this.#choice = choice;
    this.#opened = first;
    this.#stopFollowing = ports.onDevicesChanged(() => this.#devicesChanged());
  }

  /** Starts watching the first one, or opens it. */
  begin(): void {
    if (this.#opened === null) this.#askAgain(0);
    else this.#take(this.#opened);
  }

  /** Null: it's lost, or opening for the first time. */
  get opened(): OpenedDevice | null {
    return this.#opened;
  }

  /** Why there is none; null while there is one. */
  get loss(): Loss | null {
    return this.#loss;
  }

  /** The wanted device; null: the browser's default. */
  get choice(): DeviceChoice | null {
    return this.#choice;
  }

  /** What you chose last, which may be opening still: the {@link choice} of whoever opens one after this. */
  get lastChoice(): DeviceChoice | null {
    return (this.#asked ?? { choice: this.#choice }).choice;
  }

  /** Everything being recorded: two during a switch. */
  get recorded(): readonly MediaStream[] {
    return [this.#opened?.stream, this.#leaving].filter((stream) => stream != null);
  }

  /**
   * Switches to another device: the current one stays until the next one delivers.
   * @param choice null: the browser's default.
   * @throws Error when it doesn't open; the current one is still recorded.
   */
  async choose(choice: DeviceChoice | null): Promise<void> {
    const asked = { choice };
    this.#asked = asked;
    try {
      await this.#switchTo(choice);
    } finally {
      if (this.#asked === asked) {
        this.#asked = null;
        // It may have come back meanwhile.
        void this.#returnToChosen();
      }
    }
  }

  async #switchTo(choice: DeviceChoice | null): Promise<void> {
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
    // It may have ended while opening, and no event reports that again.
    if (opened.stream.getTracks().some(({ readyState }) => readyState === 'ended')) void this.#ended();
  }

  async #ended(): Promise<void> {
    this.#listening.abort();
    const ended = this.#opened;
    this.#opened = null;
    if (ended !== null) this.#ports.drop(ended.stream);
    await this.#lost(0);
  }

  /** There is none: reports it, and tries again after this many attempts. */
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

  /** Also after an overtaken attempt: the newer one may have failed while this one was still opening. */
  #askAgainUnlessOpened(tries: number): void {
    if (this.#opened === null) this.#askAgain(tries);
  }

  #askAgain(tries: number): void {
    // If one is opening now, it's used; if it fails, this is called again.
    if (this.#isClosed || this.#opening > 0) return;
    clearTimeout(this.#timer);
    const delayMs = AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length - 1)] ?? 0;
    this.#timer = setTimeout(() => {
      this.#switchTo(this.#choice).catch((error: unknown) => {
        console.debug('There is no device yet.', error);
        // There may never have been a first one.
        if (this.#opened === null && this.#loss === null && !this.#isClosed) void this.#lost(tries + 1);
        else this.#askAgainUnlessOpened(tries + 1);
      });
    }, delayMs);
  }

  #devicesChanged(): void {
    if (this.#opened === null) this.#askAgain(0);
    else void this.#returnToChosen();
  }

  /** Opens the chosen device in place of another one, if it's there again; not while you choose one yourself. */
  async #returnToChosen(): Promise<void> {
    if (this.#opened?.isOther !== true || this.#choice === null || this.#asked !== null || this.#isClosed) return;
    const attempt = this.#attempt;
    const isBack = await this.#ports.isThere(this.#choice);
    if (isBack && attempt === this.#attempt && !this.#isClosed) {
      this.#switchTo(this.#choice).catch((error: unknown) => console.warn('The chosen device did not open.', error));
    }
  }

  /** A device that opens too late is closed. */
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
