import { inTime, systemClock, TooLateError } from '../../base/clock.ts';
import type { Bubble } from '../../recording/bubble.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import type { Message } from '../../recording/message.ts';
import type { RecordedCamera } from '../../recording/snapshot.ts';
import { CaptureError } from '../capture-error.ts';

/** How long to wait before the camera is asked for again. */
const AGAIN_AFTER_MS = 2_000;
/** A camera opens in a second; one that never does must not be the last that is tried. */
const OPEN_PATIENCE_MS = 15_000;

/** What is done with the camera over a picture. */
export interface BubblePorts {
  /** Null: the browser's default. @throws Error while there is none. */
  open(device: DeviceChoice | null): Promise<MediaStreamTrack>;
  /** Draws this one from now on; null: none. */
  show(track: MediaStreamTrack | null): void;
  /** How it is drawn from now on; null: not at all. */
  setLook(look: Bubble | null): void;
  /** Whether the browser has taken away the permission for it. */
  isForbidden(): Promise<boolean>;
  report(what: Message | null): void;
}

/**
 * The camera over a picture: it can be turned off and on, moved, exchanged, and lost without an effect on the picture below. One that was
 * lost is opened again until it is back.
 */
export class BubbleCamera {
  readonly #ports: BubblePorts;
  #bubble: Bubble;
  /** Null while there is none: it is off, lost, or opening. */
  #track: MediaStreamTrack | null = null;
  #listening = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #device: DeviceChoice | null;
  #isOn = true;
  #isClosed = false;
  /** Counts what was chosen: one that is overtaken is not shown. */
  #attempt = 0;

  /** @param device the one that was chosen; null: the browser's default. */
  constructor(first: MediaStreamTrack, device: DeviceChoice | null, bubble: Bubble, ports: BubblePorts) {
    this.#ports = ports;
    this.#device = device;
    this.#bubble = bubble;
    this.#use(first);
  }

  /** Its name where there is one, whether the person wants it, and how it stands. */
  get state(): RecordedCamera {
    return { name: this.#track?.label || null, isOn: this.#isOn, bubble: this.#bubble };
  }

  /**
   * Shows another one from now on, or when it is turned on again. The one before stays until the next one is open.
   * @param device null: the browser's default.
   * @throws Error when it does not open; the one before is still seen.
   */
  async choose(device: DeviceChoice | null): Promise<void> {
    this.#attempt += 1;
    const attempt = this.#attempt;
    if (!this.#isOn) {
      this.#device = device;
      return;
    }
    const next = await this.#openInTime(device);
    if (!this.#isOn || this.#isClosed || attempt !== this.#attempt) {
      next.stop();
      return;
    }
    this.#device = device;
    clearTimeout(this.#timer);
    this.#listening.abort();
    const before = this.#track;
    this.#use(next);
    before?.stop();
  }

  /** Turned off, the camera is closed: its light goes out. */
  setOn(isOn: boolean): void {
    if (isOn === this.#isOn || this.#isClosed) return;
    this.#isOn = isOn;
    if (isOn) void this.#open();
    else {
      this.#drop();
      this.#ports.report(null);
    }
  }

  /** Moves it. */
  place(bubble: Bubble): void {
    this.#bubble = bubble;
    if (this.#track !== null) this.#ports.setLook(bubble);
  }

  /** May be called more than once. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #use(track: MediaStreamTrack): void {
    this.#track = track;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const reportMuted = () => this.#ports.report(track.muted ? { id: 'capture.bubbleMuted' } : null);
    track.addEventListener('mute', reportMuted, { signal });
    track.addEventListener('unmute', reportMuted, { signal });
    track.addEventListener('ended', () => void this.#lost(), { signal });
    this.#ports.show(track);
    this.#ports.setLook(this.#bubble);
    reportMuted();
    // One that opens may have ended by now, and no event says so again.
    if (track.readyState === 'ended') void this.#lost();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.#listening.abort();
    const track = this.#track;
    this.#track = null;
    this.#ports.setLook(null);
    this.#ports.show(null);
    track?.stop();
  }

  async #lost(): Promise<void> {
    this.#drop();
    const isForbidden = await this.#ports.isForbidden();
    if (!this.#isWanted) return;
    this.#ports.report({ id: isForbidden ? 'capture.bubbleRevoked' : 'capture.bubbleGone' });
    await this.#open();
  }

  get #isWanted(): boolean {
    return this.#isOn && !this.#isClosed && this.#track === null;
  }

  async #open(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const track = await this.#openInTime(this.#device);
      if (this.#isWanted) this.#use(track);
      else track.stop();
    } catch (error) {
      console.debug('There is no camera yet.', error);
      if (!this.#isWanted) return;
      this.#ports.report({ id: 'capture.bubbleGone' });
      this.#timer = setTimeout(() => void this.#open(), AGAIN_AFTER_MS);
    }
  }

  /** @throws Error when it does not open in time; what opens later is closed. */
  async #openInTime(device: DeviceChoice | null): Promise<MediaStreamTrack> {
    const opening = this.#ports.open(device);
    try {
      return await inTime(opening, OPEN_PATIENCE_MS, systemClock, 'The camera does not open.', (late) => late.stop());
    } catch (error) {
      throw error instanceof TooLateError ? new CaptureError('in-use', { id: 'capture.cameraInUse' }) : error;
    }
  }
}
