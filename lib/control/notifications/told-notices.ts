import { isWarning, type SystemNotice, withoutNumbers } from './notifications.ts';

/** What comes and goes, such as a microphone's switch, is news once within this time. */
const SAME_AGAIN_MS = 10 * 60_000;

/** Remembers which warnings were shown lately. Every other notice passes: it answers what the person did. */
export class ToldNotices {
  readonly #nowMs: () => number;
  readonly #toldMs = new Map<string, number>();

  /** `nowMs`: milliseconds by a clock that never jumps. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Those to show now. They count as shown. */
  fresh(notices: readonly SystemNotice[]): readonly SystemNotice[] {
    const nowMs = this.#nowMs();
    for (const [key, toldMs] of this.#toldMs) if (nowMs - toldMs >= SAME_AGAIN_MS) this.#toldMs.delete(key);
    return notices.filter((notice) => {
      if (!isWarning(notice)) return true;
      const key = `${notice.id} ${withoutNumbers(notice.message)}`;
      const isNews = !this.#toldMs.has(key);
      if (isNews) this.#toldMs.set(key, nowMs);
      return isNews;
    });
  }
}
