import type { Message } from '../../recording/message.ts';
import type { TabCondition } from '../../recording/source.ts';

const LOOK_EVERY_MS = 1_000;
/** After this many looks without a new picture, the tab is checked: pictures are due ten times a second. */
const LOOKS_BEFORE_CHECK = 3;
/** After this many looks (ten seconds) without a new picture, you are warned. */
const LOOKS_BEFORE_WARNING = 10;

/** What ended the picture. */
export const PICTURE_ENDED = {
  tab: { id: 'capture.tabClosed' },
  camera: { id: 'capture.cameraDisconnected' },
  screen: { id: 'capture.screenStopped' },
  crashed: { id: 'capture.tabCrashed' },
  discarded: { id: 'capture.tabDiscarded' },
  forbidden: { id: 'capture.cameraRevoked' },
} as const satisfies Readonly<Record<string, Message>>;

/** A screen or a window may not change for hours. */
const FROZEN = { tab: { id: 'capture.tabFrozen' }, camera: { id: 'capture.cameraFrozen' }, screen: null } as const;
const CAMERA_MUTED = { id: 'capture.cameraOff' } as const;

/** The part of a video track that is used. */
export interface WatchedTrack extends EventTarget {
  readonly muted: boolean;
  readonly readyState: MediaStreamTrackState;
  /** Chromium counts a track's pictures; the standard's types don't include it yet. */
  readonly stats?: { readonly deliveredFrames: number };
}

/** What a picture watch needs from the outside. */
export interface PicturePorts {
  readonly source: 'tab' | 'camera' | 'screen';
  /** The tab's condition, asked while no picture comes from it. Not asked for a camera. */
  lookAtTab(): Promise<TabCondition>;
  /** Whether the browser has taken away the permission for the camera. Not asked for a tab. */
  isForbidden(): Promise<boolean>;
  /** Called on each change: a warning while the picture is frozen, null when it moves again. */
  warn(warning: Message | null): void;
}

/** A watch on a picture. */
export interface PictureWatch {
  /** Resolves when the picture has ended, to what ended it; never when `close()` comes first. */
  readonly ended: Promise<Message>;
  /** Pictures delivered so far; null if the browser doesn't count them. */
  frames(): number | null;
  /** May be called more than once. */
  close(): void;
}

/**
 * Watches a picture independently of the recorded bytes: a crashed tab ends neither its track nor the sound, and a
 * camera can freeze. Counting costs nothing: the browser does it anyway.
 */
export function watchPicture(track: WatchedTrack, ports: PicturePorts): PictureWatch {
  const { source } = ports;
  const listening = new AbortController();
  const { signal } = listening;
  const { promise: ended, resolve } = Promise.withResolvers<Message>();
  let frames: number | null = null;
  let looks = 0;
  let looksWithout = 0;
  let warning: Message | null = null;

  const close = () => {
    clearInterval(timer);
    listening.abort();
  };
  const end = (what: Message) => {
    if (signal.aborted) return;
    close();
    resolve(what);
  };
  const warn = () => {
    const muted = source === 'camera' && track.muted ? CAMERA_MUTED : null;
    const next = muted ?? (looksWithout >= LOOKS_BEFORE_WARNING ? FROZEN[source] : null);
    if (next === warning || signal.aborted) return;
    warning = next;
    ports.warn(next);
  };
  const checkTab = async () => {
    const condition = await ports.lookAtTab();
    if (condition !== 'there') end(PICTURE_ENDED[condition === 'gone' ? 'tab' : condition]);
  };
  const countFrames = () => track.stats?.deliveredFrames ?? null;
  const look = () => {
    const counted = countFrames();
    looks += 1;
    // Looks are counted, not time: a computer that slept has looked once.
    looksWithout = counted !== null && counted === frames ? looksWithout + 1 : 0;
    frames = counted;
    warn();
    const isDue = counted === null ? looks % LOOKS_BEFORE_WARNING === 0 : looksWithout >= LOOKS_BEFORE_CHECK;
    if (source === 'tab' && isDue) void checkTab();
  };
  const trackEnded = async () => {
    const isForbidden = source === 'camera' && (await ports.isForbidden());
    end(PICTURE_ENDED[isForbidden ? 'forbidden' : source]);
  };

  const timer = setInterval(look, LOOK_EVERY_MS);
  track.addEventListener('mute', warn, { signal });
  track.addEventListener('unmute', warn, { signal });
  track.addEventListener('ended', () => void trackEnded(), { signal });
  if (track.readyState === 'ended') void trackEnded();
  else warn();
  return { ended, frames: countFrames, close };
}

/** Watches the picture of the current camera. A camera that ends or is replaced doesn't end the picture. */
export class CameraWatch {
  readonly #warn: (warning: Message | null) => void;
  #watch: PictureWatch | null = null;
  #framesBefore: number | null = 0;

  /** @param warn as {@link PicturePorts.warn}. */
  constructor(warn: (warning: Message | null) => void) {
    this.#warn = warn;
  }

  /** Switches to this one; null: there is none. */
  follow(track: WatchedTrack | null): void {
    this.#framesBefore = this.frames;
    this.#watch?.close();
    this.#watch = null;
    this.#warn(null);
    if (track === null) return;
    this.#watch = watchPicture(track, {
      source: 'camera',
      lookAtTab: async () => 'there',
      isForbidden: async () => false,
      warn: this.#warn,
    });
  }

  /** Pictures delivered so far by all cameras; null if the browser doesn't count them. */
  get frames(): number | null {
    const now = this.#watch === null ? 0 : this.#watch.frames();
    return now === null || this.#framesBefore === null ? null : this.#framesBefore + now;
  }
}
