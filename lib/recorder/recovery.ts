import type { LogLevel } from '../recording/log-entry.ts';
import { type Message, messageOf } from '../recording/message.ts';
import { isSettled } from '../recording/state.ts';
import type { Settings } from '../settings/settings.ts';
import { DeathCount } from './failover/death-count.ts';
import type { LiveSessions } from './live/live-sessions.ts';
import { closeEngine, type OpenEngines, type OpenedEngine } from './open-engines.ts';
import type { SnapshotBoard } from './snapshot-board.ts';

/** The pauses before the next tries when a recording could not be resumed. */
const AGAIN_AFTER_MS = [2_000, 5_000, 15_000, 60_000] as const;

/** What recovery needs of the recorder. */
export interface RecoveryPorts {
  readonly engines: OpenEngines;
  readonly board: SnapshotBoard;
  readonly live: LiveSessions;
  later(delayMs: number, callback: () => void): void;
  /** Milliseconds by a clock that never jumps. */
  monotonicMs(): number;
  log(id: string, level: LogLevel, message: Message): void;
  /** There may be nothing left to do. */
  checkIdle(): void;
}

/** Resumes recordings that have no live recorder: those that another session left, and those whose engine died. */
export class Recovery {
  readonly #ports: RecoveryPorts;
  readonly #deaths: DeathCount;
  /** Those that are tried again in a moment. */
  readonly #due = new Set<string>();

  constructor(ports: RecoveryPorts) {
    this.#ports = ports;
    this.#deaths = new DeathCount(ports.monotonicMs);
  }

  /** Whether a recording is to be tried again in a moment. */
  get isWaiting(): boolean {
    return this.#due.size > 0;
  }

  /** Resumes a recording in an engine. Nothing happens when it is live, or has an engine that works on it. */
  async recover(id: string, settings: Settings): Promise<void> {
    const { live, engines } = this.#ports;
    // A live recording takes care of its own engine; what is recovered here is sealed.
    if (live.get(id) !== null) return;
    const before = engines.get(id);
    if (before !== null && (before.recovering !== null || !this.#isSettled(id))) {
      await before.engine;
      await before.recovering;
      return;
    }
    // It takes the old one's place at once: whoever asks next waits for this one.
    const opened = engines.open(id, settings);
    opened.recovering = this.#recoverIn(id, opened, before).finally(() => {
      opened.recovering = null;
    });
    await opened.recovering;
  }

  /** Closes a recording's engine, which died or is no use, and recovers the recording. `settings`: null when it had none. */
  async restart(id: string, settings: Settings | null): Promise<void> {
    const { engines, log, checkIdle } = this.#ports;
    const diesTooOften = this.#deaths.add(id);
    engines.close(id);
    if (settings === null || this.#isSettled(id)) return;
    if (diesTooOften) {
      log(id, 'error', { id: 'recorder.leftAlone' });
      // The background resumes what is unfinished some time after this recorder was closed.
      checkIdle();
      return;
    }
    await this.#tryAgain(id, settings, AGAIN_AFTER_MS);
  }

  async #recoverIn(id: string, opened: OpenedEngine, before: OpenedEngine | null): Promise<void> {
    const { engines, checkIdle } = this.#ports;
    try {
      if (before !== null) closeEngine(before);
      const engine = await opened.engine;
      await engine.begin((to) => to.recover(id, opened.settings));
    } catch (error) {
      engines.close(id, opened);
      checkIdle();
      throw error;
    }
  }

  async #tryAgain(id: string, settings: Settings, [delayMs, ...delaysMs]: readonly number[]): Promise<void> {
    const { board, later, log, checkIdle } = this.#ports;
    try {
      await this.recover(id, settings);
    } catch (error) {
      // The engine that died had finished it.
      if (this.#isSettled(id)) {
        checkIdle();
        return;
      }
      log(id, 'error', { id: 'recorder.notResumed', reason: messageOf(error) });
      if (delayMs === undefined) return;
      this.#due.add(id);
      later(delayMs, () => {
        this.#due.delete(id);
        const isGone = board.get(id) === null || this.#isSettled(id);
        if (isGone) checkIdle();
        else void this.#tryAgain(id, settings, delaysMs);
      });
    }
  }

  #isSettled(id: string): boolean {
    const recording = this.#ports.board.get(id);
    return recording !== null && isSettled(recording.state);
  }
}
