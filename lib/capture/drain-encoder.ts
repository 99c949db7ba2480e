import type { Clock } from '../base/clock.ts';

const POLL_MS = 50;
/** On a busy machine, the ten pictures that Chromium queues for an encoder take a second. */
const DRAIN_MS = 1_500;
/** An encoder has nothing left when it has handed over nothing for as long as it takes for this many pictures. */
const QUIET_PICTURES = 2.5;
const LEAST_QUIET_MS = 100;
const MOST_QUIET_MS = 600;
/** For an encoder whose pictures can't be counted, or that gets none. */
const USUAL_QUIET_MS = 250;
/** An encoder that has only just opened on a busy machine takes its time for each of the pictures that waited for it. */
const OPENED = { quietMs: 2_000, mostMs: 8_000 };
/** So many pictures wait for it at most, see `platform-notes.md`. */
const MOST_QUEUED = 10;
/** Its pace is that of the last seconds. */
const REMEMBERED_MS = 3_000;

/** How fast an encoder delivers, measured by what it hands over. */
export class EncoderPace {
  #seen: readonly { readonly atMs: number; readonly pictures: number }[] = [];
  #lastMs: number | null = null;

  /** When it last handed over anything; null: never. */
  get lastMs(): number | null {
    return this.#lastMs;
  }

  /** It has handed over something. `pictures`: so many so far; null if they can't be counted. */
  note(atMs: number, pictures: number | null): void {
    this.#lastMs = atMs;
    if (pictures === null) this.#seen = [];
    else this.#seen = [...this.#seen.filter((seen) => atMs - seen.atMs < REMEMBERED_MS), { atMs, pictures }];
  }

  /** If it hands over nothing for this long, it has nothing left. */
  get quietMs(): number {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    const hasHardlyBegun = last === undefined ? this.#lastMs === null : last.pictures <= 1;
    // On a busy machine, many pictures wait for it to open.
    if (hasHardlyBegun) return MOST_QUIET_MS;
    if (first === undefined || last === undefined || last.pictures === first.pictures) return USUAL_QUIET_MS;
    const everyMs = (last.atMs - first.atMs) / (last.pictures - first.pictures);
    return Math.min(MOST_QUIET_MS, Math.max(LEAST_QUIET_MS, QUIET_PICTURES * everyMs));
  }
}

/**
 * Has a recorder hand over the pictures that it has taken but not encoded yet: `stop()` throws them away, on a busy machine the
 * last second. It is paused, so that it takes no more.
 * @param pace of what it has handed over, by the same clock.
 * @returns when it has handed over everything, or when that takes too long.
 */
export async function drainEncoder(
  media: DrainedRecorder,
  pace: Pick<EncoderPace, 'lastMs' | 'quietMs'>,
  clock: Pick<Clock, 'wait' | 'monotonicMs'>,
): Promise<void> {
  media.pause();
  const { quietMs } = pace;
  await drain(media, pace, clock, { quietMs, mostMs: DRAIN_MS, isOpen: () => true, isOver: () => false });
}

/**
 * The same for a recorder that was paused while its encoder opened. Nobody waits for it by then, so it gets more time.
 * @param given so many pictures it was given; null if they aren't counted.
 * @param recorded so many it has handed over so far; null if they can't be counted.
 */
export async function drainOpened(
  media: DrainedRecorder,
  pace: Pick<EncoderPace, 'lastMs'>,
  clock: Pick<Clock, 'wait' | 'monotonicMs'>,
  given: number | null,
  recorded: () => number | null,
): Promise<void> {
  const queued = Math.min(given ?? MOST_QUEUED, MOST_QUEUED);
  // It may run only because it was asked for data.
  const isOpen = () => pace.lastMs !== null;
  await drain(media, pace, clock, { ...OPENED, isOpen, isOver: () => (recorded() ?? 0) >= queued });
}

type DrainedRecorder = Pick<MediaRecorder, 'state' | 'pause' | 'requestData'>;

interface DrainLimits {
  readonly quietMs: number;
  readonly mostMs: number;
  /** Whether its encoder is open: if not, being quiet means nothing. */
  isOpen(): boolean;
  isOver(): boolean;
}

async function drain(
  media: Pick<DrainedRecorder, 'state' | 'requestData'>,
  pace: Pick<EncoderPace, 'lastMs'>,
  clock: Pick<Clock, 'wait' | 'monotonicMs'>,
  { quietMs, mostMs, isOpen, isOver }: DrainLimits,
): Promise<void> {
  const never = new AbortController().signal;
  const pausedMs = clock.monotonicMs();
  for (;;) {
    const nowMs = clock.monotonicMs();
    const quietSinceMs = Math.max(pausedMs, pace.lastMs ?? pausedMs);
    const isQuiet = isOpen() && nowMs - quietSinceMs >= quietMs;
    if (isOver() || isQuiet || nowMs - pausedMs >= mostMs) return;
    await clock.wait(POLL_MS, never);
    if (media.state === 'inactive') return;
    media.requestData();
  }
}
