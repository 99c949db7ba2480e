import type { EngineEvents } from '../engine/engine-api.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import { type Message, MessageError, messageOf } from '../recording/message.ts';
import { isAtWork, type RecordingSnapshot } from '../recording/snapshot.ts';
import { isLive, isSettled } from '../recording/state.ts';
import type { Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import { isNotLive } from './failover/engine-errors.ts';
import { type GuardedEngine, type OpenEngine, openGuarded } from './failover/guarded-engine.ts';
import type { LiveWorldPorts } from './live/live-home.ts';
import type { LiveSession } from './live/live-session.ts';
import { LiveSessions } from './live/live-sessions.ts';
import { type GiveOrder, OpenEngines } from './open-engines.ts';
import { Recovery } from './recovery.ts';
import { Redirection } from './redirection.ts';
import type { Reporter } from './reporter.ts';
import { SnapshotBoard } from './snapshot-board.ts';
import { IdleWatch } from './watch/idle-watch.ts';

/** How long an engine stays open after its work: it may still be writing its last entries. */
const LINGER_MS = 2_000;

/** What the recordings need. */
export interface RecordingsPorts extends LiveWorldPorts {
  readonly openEngine: OpenEngine;
  /** Nothing is recorded or uploaded any more. Called repeatedly while that is so. */
  onIdle(): void;
}

/**
 * All recordings this recorder works on: at most one is live, any number may be uploading. Each life cycle has its own
 * class; this one connects them.
 */
export class Recordings {
  /** The recording that is being made. */
  readonly live: LiveSessions;
  /** What is shown of all of them. */
  readonly board: SnapshotBoard;
  readonly #ports: RecordingsPorts;
  readonly #reporter: Pick<Reporter, 'changed' | 'log'>;
  readonly #engines: OpenEngines;
  readonly #redirection: Redirection;
  readonly #recovery: Recovery;
  readonly #idle: IdleWatch;

  constructor(ports: RecordingsPorts, reporter: Pick<Reporter, 'changed' | 'log'>) {
    this.#ports = ports;
    this.#reporter = reporter;
    this.#engines = new OpenEngines((id) => this.#startEngine(id), ports.clock);
    this.#redirection = new Redirection({
      askEngine: (id, settings, give) => this.askEngine(id, settings, give),
      aim: (id, target) => this.live.aim(id, target),
    });
    this.live = new LiveSessions(ports, {
      openEngine: (id, settings) => {
        this.#engines.close(id);
        return this.#engines.open(id, settings).engine;
      },
      shown: (id) => this.board.get(id),
      changed: (id) => this.#changed(id),
      log: (id, level, message) => this.#log(id, level, message),
      discarded: (id) => this.#remove(id),
      notStarted: (session) => this.#notStarted(session),
      ended: (session, error) => this.#liveEnded(session, error),
    });
    this.board = new SnapshotBoard(this.live);
    this.#idle = new IdleWatch({ ...ports, nowMs: () => ports.clock.monotonicMs(), isIdle: () => this.#isIdle() });
    this.#recovery = new Recovery({
      engines: this.#engines,
      board: this.board,
      live: this.live,
      later: ports.later,
      monotonicMs: () => ports.clock.monotonicMs(),
      log: (id, level, message) => this.#log(id, level, message),
      checkIdle: () => this.#idle.checkLater(),
    });
    this.#idle.checkLater();
  }

  /** Resumes a recording without a live recorder. No effect when it's already open. */
  recover(id: string, settings: Settings): Promise<void> {
    return this.#recovery.recover(id, settings);
  }

  /** Gives a recording's engine an order, see {@link OpenEngines}. With `settings`, the recording is resumed first if it isn't open. */
  async askEngine(id: string, settings: Settings | null, give: GiveOrder): Promise<void> {
    if (settings !== null) await this.recover(id, settings);
    await this.#engines.order(id, give);
  }

  /** Sends a recording to another URL, from byte 0. */
  async useNewUrl(id: string, target: Target, settings: Settings): Promise<void> {
    await this.#redirection.redirect(id, target, settings, (to, isRepeated) => to.useNewUrl(target, isRepeated));
    this.live.aimed(id);
  }

  /** Cancels a recording's upload. `settings`: as for {@link askEngine}. */
  async cancelUpload(id: string, settings: Settings | null): Promise<void> {
    await this.#redirection.redirect(id, { unknown: true }, settings, (to) => to.cancelUpload());
  }

  /** Closes a recording that will be deleted. @throws Error when it is live. */
  async forget(id: string): Promise<void> {
    if (this.live.get(id) !== null) throw new MessageError({ id: 'control.beingMade' });
    this.#remove(id);
  }

  #remove(id: string): void {
    this.#engines.close(id);
    this.#redirection.forget(id);
    this.board.remove(id);
    this.#reporter.changed();
    this.#idle.checkLater();
  }

  #startEngine(id: string): Promise<GuardedEngine> {
    const events: EngineEvents = {
      snapshot: (recording) => {
        this.live.get(id)?.heard(recording.sentBytes, this.#ports.clock.monotonicMs());
        this.#reported(recording);
      },
      log: this.#reporter.log,
    };
    return openGuarded(this.#ports.openEngine, events, (reason) => this.#engineDied(id, reason), this.#ports.clock);
  }

  #reported(recording: RecordingSnapshot): void {
    const { id } = recording;
    // The last report of a deleted one.
    if (this.#engines.get(id) === null && this.board.get(id) === null) return;
    this.board.report(recording);
    this.#changed(id);
    if (!isAtWork(recording)) this.#idle.checkLater();
    if (isSettled(recording.state)) this.#closeLater(id);
  }

  /** What is shown of it has changed. */
  #changed(id: string): void {
    if (this.board.get(id) === null) return;
    this.#idle.changed();
    this.#reporter.changed();
  }

  #engineDied(id: string, reason: Message): void {
    this.#log(id, 'error', { id: 'engine.died', reason });
    if (!this.live.engineDied(id)) void this.#recovery.restart(id, this.#engines.get(id)?.settings ?? null);
  }

  #liveEnded({ id, request }: LiveSession, error: unknown): void {
    this.#changed(id);
    this.#idle.checkLater();
    if (error === null) return;
    // The bytes are on disk: a new engine seals what is there.
    if (!isNotLive(error)) this.#log(id, 'error', { id: 'recorder.closedBadly', reason: messageOf(error) });
    void this.#recovery.restart(id, request.settings);
  }

  #notStarted({ id, request }: LiveSession): void {
    if (this.board.get(id) === null) this.#engines.close(id);
    // Its engine may have died before saving the failure, and nothing else would save it.
    else this.#ports.later(LINGER_MS, () => this.#restartIfLive(id, request.settings));
    this.#idle.checkLater();
  }

  #restartIfLive(id: string, settings: Settings): void {
    const recording = this.board.get(id);
    if (this.live.get(id) === null && recording !== null && isLive(recording.state)) {
      void this.#recovery.restart(id, settings);
    }
  }

  /** The engine has nothing to do any more. One that has taken its place by then stays. */
  #closeLater(id: string): void {
    const opened = this.#engines.get(id);
    if (opened === null) return;
    this.#ports.later(LINGER_MS, () => {
      const recording = this.board.get(id);
      const isDone = recording !== null && isSettled(recording.state) && this.live.get(id) === null;
      if (isDone) this.#engines.close(id, opened);
    });
  }

  #isIdle(): boolean {
    if (!this.live.isEmpty || this.#recovery.isWaiting) return false;
    return this.#engines.ids.every((id) => {
      const recording = this.board.get(id);
      return recording !== null && !isAtWork(recording);
    });
  }

  #log(recordingId: string, level: LogLevel, message: Message): void {
    this.#reporter.log([{ atMs: this.#ports.nowMs(), level, message, recordingId }]);
  }
}
