import { newsIn } from './news-in.ts';
import type { SystemNotification } from './notifications.ts';

/** A warning that comes and goes, such as a microphone's switch, is shown once within this time. */
const SAME_AGAIN_MS = 10 * 60_000;

/** Remembers recently shown warnings. Every other notification passes: it answers what you did. */
export class RecentWarnings {
  readonly #nowMs: () => number;
  readonly #shownAtMs = new Map<string, number>();

  /** `nowMs`: milliseconds by a clock that never jumps. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Those to show now. They count as shown. */
  fresh(notifications: readonly SystemNotification[]): readonly SystemNotification[] {
    const nowMs = this.#nowMs();
    for (const [key, shownAtMs] of this.#shownAtMs) if (nowMs - shownAtMs >= SAME_AGAIN_MS) this.#shownAtMs.delete(key);
    return notifications.filter((notification) => {
      if (notification.warning === null) return true;
      const key = `${notification.id} ${newsIn(notification.warning)}`;
      const isNews = !this.#shownAtMs.has(key);
      if (isNews) this.#shownAtMs.set(key, nowMs);
      return isNews;
    });
  }
}
