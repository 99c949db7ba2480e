import { MANY_DROPPED } from '../../capture/format.ts';
import type { Message } from '../../recording/message.ts';
import { lookAgain } from './look-again.ts';

const LOOK_EVERY_MS = 1_000;
/** Of the pictures in a stretch. With so many missing, fewer that come evenly are better. */
const OVERWHELMED = 0.2;
/** Looks in a stretch: what comes late at its end is little beside all of it. */
const STRETCH_LOOKS = 10;
/** Fewer pictures in a stretch say nothing of a source that may stand still. A tab gives more, whatever its page does. */
const LEAST_PICTURES = 50;
/** A recorder that hands over nothing in this many looks hasn't dropped anything: it is silent, or its slices are late. */
const LOOKS_WITHOUT_PICTURES = 5;
/** A moment may be a hiccup. */
const STRETCHES_BEFORE_WARNING = 2;

/** So that the warning does not change all the time. */
function inTens(share: number): number {
  return Math.max(10, Math.round(share * 10) * 10);
}

/** The pictures of a recording, on their way from the source into the file. */
export interface WatchedPictures {
  /** Pictures that the source has delivered so far; null when they are not counted. */
  delivered(): number | null;
  /** Pictures that are in the recording so far; null when they are not counted. */
  recorded(): number | null;
  /** Whether the source gives pictures all the time, so that those that don't come are missing, too. */
  readonly isSteady: boolean;
  /** Whether pictures are to be recorded; not in a pause. */
  isRecording(): boolean;
  /** How often the recording was paused or resumed: a pause may lie between two looks. */
  turns(): number;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** A warning when many are dropped, null when no longer. */
  onWarning(what: Message | null): void;
  /** Called once, when more than a fifth was dropped in a stretch. */
  onOverwhelmed(): void;
  /** Called after each stretch with the share of its delivered pictures that was dropped. */
  note(share: number): void;
}

interface Counted {
  readonly turns: number;
  readonly delivered: number;
  readonly recorded: number;
}

/** Watches whether the machine keeps up with encoding: an encoder that does not simply leaves out pictures. */
export async function watchDropped(
  pictures: WatchedPictures,
  { later }: { later(delayMs: number, callback: () => void): void },
): Promise<void> {
  let from: Counted | null = null;
  let looks = 0;
  let last: Counted | null = null;
  let stillLooks = 0;
  let badStretches = 0;
  let isWarned = false;
  let wasOverwhelmed = false;
  const look = () => {
    const [delivered, recorded] = [pictures.delivered(), pictures.recorded()];
    const now =
      pictures.isRecording() && delivered !== null && recorded !== null
        ? { turns: pictures.turns(), delivered, recorded }
        : null;
    stillLooks = now !== null && now.recorded === last?.recorded ? stillLooks + 1 : 0;
    last = now;
    // A pause ends a stretch: what is delivered in it is not to be recorded.
    if (now === null || from === null || now.turns !== from.turns || stillLooks >= LOOKS_WITHOUT_PICTURES) {
      from = now;
      looks = 0;
      return;
    }
    looks += 1;
    if (looks < STRETCH_LOOKS || stillLooks > 0) return;
    judge(from, now);
    from = now;
    looks = 0;
  };
  const judge = (from: Counted, now: Counted) => {
    const delivered = now.delivered - from.delivered;
    // On a machine that is busy enough, they don't even get as far as here.
    const due = pictures.isSteady ? Math.max(delivered, LEAST_PICTURES) : delivered;
    if (due < LEAST_PICTURES) return;
    const shareOf = (all: number) => Math.max(0, 1 - (now.recorded - from.recorded) / all);
    const share = shareOf(due);
    // An encoder isn't to blame for what it never got.
    if (delivered >= LEAST_PICTURES) pictures.note(shareOf(delivered));
    if (share > OVERWHELMED && !wasOverwhelmed) {
      wasOverwhelmed = true;
      pictures.onOverwhelmed();
    }
    badStretches = share >= MANY_DROPPED ? badStretches + 1 : 0;
    if (badStretches >= STRETCHES_BEFORE_WARNING) {
      isWarned = true;
      pictures.onWarning({ id: 'capture.picturesDropped', droppedPercent: inTens(share) });
    } else if (isWarned && badStretches === 0) {
      isWarned = false;
      pictures.onWarning(null);
    }
  };
  await lookAgain({ isLive: () => pictures.isLive(), everyMs: LOOK_EVERY_MS, look }, later);
}
