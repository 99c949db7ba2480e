import type { Message } from '../../recording/message.ts';

/** When a source closes, its picture ends too, and there's nothing to warn about. */
const SOURCE_CLOSES_MS = 1_000;
const LOOK_EVERY_MS = 500;
/** After this many looks (five seconds) without a piece of sound, you are warned: pieces are due every 10 ms. */
const LOOKS_BEFORE_WARNING = 10;

/** What a sound watch needs from the outside. */
export interface SourceSoundPorts {
  /** Whether a tab is captured; not one that was chosen in the picker for screens, which can be exchanged there. */
  readonly isTab: boolean;
  /** Pieces of the sound that have arrived so far. */
  arrived(): number;
  /** Called on each change: a warning while there is no sound to record, null when it flows again. */
  report(what: Message | null): void;
}

/**
 * Reports when the sound of a tab or a screen ends while its picture continues, and when a tab's sound no longer arrives,
 * as with an audio process that hangs. Chromium delivers a tab's sound whether or not there is any: silent, muted,
 * frozen, hung, in the background or on its way to another page. Only then does missing sound mean a fault: from a screen,
 * nothing need come while nothing plays (on Windows, for one).
 * @returns a function that stops the watch.
 */
export function watchSourceSound(stream: MediaStream, { isTab, arrived, report }: SourceSoundPorts): () => void {
  const [track] = stream.getAudioTracks();
  if (track === undefined) return () => undefined;
  const isOfTab = () => isTab || stream.getVideoTracks()[0]?.getSettings().displaySurface === 'browser';
  let closing: ReturnType<typeof setTimeout> | undefined;
  let before = 0;
  let looksWithout = 0;
  const look = () => {
    const now = arrived();
    const wasStill = looksWithout >= LOOKS_BEFORE_WARNING;
    // Looks are counted, not time: a computer that slept has looked once.
    looksWithout = now !== before || !isOfTab() ? 0 : looksWithout + 1;
    before = now;
    const isStill = looksWithout >= LOOKS_BEFORE_WARNING;
    if (isStill !== wasStill) report(isStill ? { id: 'capture.tabSoundStill' } : null);
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  track.addEventListener('ended', () => {
    clearInterval(looking);
    const what: Message = { id: isOfTab() ? 'capture.tabSoundEnded' : 'capture.screenSoundEnded' };
    closing = setTimeout(() => report(what), SOURCE_CLOSES_MS);
  });
  return () => {
    clearInterval(looking);
    clearTimeout(closing);
  };
}
