import type { Message } from '../../recording/message.ts';
import { lookAgain } from './look-again.ts';

const LOOK_EVERY_MS = 1_000;
/** As long as other standstills that are told. */
const HOLE_MS = 5_000;
const SECOND_MS = 1_000;

/** The recording that is being made, as far as its beginning can be missing. */
export interface BeginningRecording {
  /** The longest time without a picture while its encoder opened; null: it is not known yet. */
  gapMs(): number | null;
  /** The watch ends when it is not. */
  isLive(): boolean;
  /** Called once at most. The warning stays: what is missing is missing. */
  onWarning(warning: Message): void;
}

/** Notices that an encoder took long to open: the pictures that came meanwhile had no room in front of it. */
export async function watchBeginning(
  { gapMs, isLive, onWarning }: BeginningRecording,
  { later }: { later(delayMs: number, callback: () => void): void },
): Promise<void> {
  let isKnown = false;
  const look = () => {
    const foundMs = gapMs();
    isKnown = foundMs !== null;
    const hole = holeAtFirst(foundMs);
    if (hole !== null) onWarning(hole);
  };
  await lookAgain({ isLive: () => isLive() && !isKnown, everyMs: LOOK_EVERY_MS, look }, later);
}

/** What to say of a recording that begins with so long a time without a picture; null: nothing, or it is not known. */
export function holeAtFirst(gapMs: number | null): Message | null {
  if (gapMs === null || gapMs < HOLE_MS) return null;
  return { id: 'recorder.pictureHoleAtFirst', silentMs: Math.round(gapMs / SECOND_MS) * SECOND_MS };
}
