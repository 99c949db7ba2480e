import type { Bubble } from '../../recording/bubble.ts';
import type { Message } from '../../recording/message.ts';

/** How long to wait before the camera is asked for again. */
const AGAIN_AFTER_MS = 2_000;
/** A camera opens in a second; one that never does must not be the last that is tried. */
const OPEN_PATIENCE_MS = 15_000;

/** What is done with the camera over a picture. */
export interface BubblePorts {
  /** @throws Error while there is none. */
  open(): Promise<MediaStreamTrack>;
  /** Draws this one from now on; null: none. */
  show(track: MediaStreamTrack | null): void;
  /** How it is drawn from now on; null: not at all. */
  setLook(look: Bubble | null): void;
  /** Whether the browser has taken away the permission for it. */
  isForbidden(): Promise<boolean>;
  report(what: Message | null): void;
}

/**
 * The camera over a picture: it can be turned off and on, moved, and lost without an effect on the picture below. One that was
 * lost is opened again until it is back.
 */
export class BubbleCamera {
  readonly #ports: BubblePorts;
  #bubble: Bubble;
  /** Null while there is none: it is off, lost, or opening. */
  #track: MediaStreamTrack | null = null;
  #listening = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOn = true;
  #isClosed = false;

  constructor(first: MediaStreamTrack, bubble: Bubble, ports: BubblePorts) {
    this.#ports = ports;
    this.#bubble = bubble;
    this.#use(first);
  }

  /** Whether the person wants it, and how it stands. */
  get state(): { readonly isOn: boolean; readonly bubble: Bubble } {
    return { isOn: this.#isOn, bubble: this.#bubble };
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
      const track = await this.#openInTime();
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
  #openInTime(): Promise<MediaStreamTrack> {
    return new Promise((resolve, reject) => {
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        reject(new Error('The camera does not open.'));
      }, OPEN_PATIENCE_MS);
      this.#ports
        .open()
        .then((track) => (isLate ? track.stop() : resolve(track)), reject)
        .finally(() => clearTimeout(timer));
    });
  }
}
