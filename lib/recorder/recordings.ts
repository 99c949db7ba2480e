import { sentenceOf } from '../base/errors.ts';
import type { StartResult } from '../commands/messages.ts';
import type { Engine } from '../engine/engine-api.ts';
import type { LogLevel } from '../recording/log-entry.ts';
import type { RecordingSnapshot } from '../recording/snapshot.ts';
import { isAtWork } from '../recording/snapshot.ts';
import { isLive, isSettled } from '../recording/state.ts';
import type { Target } from '../recording/target.ts';
import type { Settings } from '../settings/settings.ts';
import { DeathCount } from './failover/death-count.ts';
import { isNotLive } from './failover/failover-engine.ts';
import { type GuardedEngine, type OpenEngine, openGuarded } from './failover/guarded-engine.ts';
import type { LiveWorldPorts } from './live/live-home.ts';
import type { LiveRequest } from './live/live-ports.ts';
import type { LiveSession } from './live/live-session.ts';
import { LiveSessions } from './live/live-sessions.ts';
import type { Reporter } from './reporter.ts';
import type { SnapshotBoard } from './snapshot-board.ts';
import { IdleWatch } from './watch/idle-watch.ts';

/** How long an engine stays open after its work is done: it may still be writing its last words. */
const LINGER_MS = 2_000;
/** How long it takes until a recording is taken up again that could not be, time after time. */
const AGAIN_AFTER_MS = [2_000, 5_000, 15_000, 60_000] as const;

/** What the recordings need of the world. */
export interface RecordingsPorts extends LiveWorldPorts {
  readonly openEngine: OpenEngine;
  /** Nothing is recorded or uploaded any more. Told again as long as that is so. */
  onIdle(): void;
}

interface OpenRecording {
  readonly settings: Settings;
  readonly engine: Promise<GuardedEngine>;
  /** While it is being taken up; rejects when it could not be. */
  recovering: Promise<void> | null;
}

/** All recordings that this document works on: one at most is being made, any number may be uploading. */
export class Recordings {
  readonly #ports: RecordingsPorts;
  readonly #reporter: Pick<Reporter, 'changed' | 'log'>;
  readonly #board: SnapshotBoard;
  readonly #open = new Map<string, OpenRecording>();
  /** What each engine reported last, without what is known here alone. */
  readonly #reported = new Map<string, RecordingSnapshot>();
  readonly #deaths: DeathCount;
  readonly #idle: IdleWatch;
  /** Those that are to be taken up again in a moment. */
  readonly #due = new Set<string>();
  readonly #live: LiveSessions;

  constructor(ports: RecordingsPorts, board: SnapshotBoard, reporter: Pick<Reporter, 'changed' | 'log'>) {
    this.#ports = ports;
    this.#board = board;
    this.#reporter = reporter;
    this.#deaths = new DeathCount(() => ports.clock.monotonicMs());
    this.#idle = new IdleWatch({ ...ports, isIdle: () => this.#isIdle() });
    this.#live = new LiveSessions(ports, {
      openEngine: (id, settings) => {
        this.#close(id);
        return this.#openEngine(id, settings).engine;
      },
      shown: (id) => this.#board.get(id),
      show: (id) => this.#show(id),
      log: (id, level, text) => this.#log(id, level, text),
      notStarted: (session) => this.#notStarted(session),
      ended: (session, error) => this.#liveEnded(session, error),
    });
    this.#idle.checkLater();
  }

  /** Starts a recording; answers when the first slice is being made, or with the reason why not. */
  start(request: LiveRequest): Promise<StartResult> {
    return this.#live.start(request);
  }

  pause(id: string): Promise<void> {
    return this.#live.pause(id);
  }

  resume(id: string): Promise<void> {
    return this.#live.resume(id);
  }

  /** See {@link LiveSessions.stop}. */
  stop(id: string): Promise<void> {
    return this.#live.stop(id);
  }

  retryNow(id: string): Promise<void> {
    return this.#tell(id, (engine) => engine.retryNow());
  }

  async useNewUrl(id: string, target: Target): Promise<void> {
    await this.#tell(id, (engine) => engine.useNewUrl(target));
    this.#live.aimed(id, target);
  }

  pauseUpload(id: string): Promise<void> {
    return this.#tell(id, (engine) => engine.pauseUpload());
  }

  resumeUpload(id: string): Promise<void> {
    return this.#tell(id, (engine) => engine.resumeUpload());
  }

  cancelUpload(id: string): Promise<void> {
    return this.#tell(id, (engine) => engine.cancelUpload());
  }

  /** Takes up a recording that has no live recorder; nothing happens when it is open already. */
  async recover(id: string, settings: Settings): Promise<void> {
    // Its recorder sees to its engine; what is taken up here is sealed.
    if (this.#live.get(id) !== null) return;
    const open = this.#open.get(id);
    if (open !== undefined && (open.recovering !== null || !this.#isSettled(id))) {
      await open.engine;
      await open.recovering;
      return;
    }
    // It takes the old one's place at once: whoever asks next waits for this one.
    const opened = this.#openEngine(id, settings);
    opened.recovering = this.#recover(id, opened, open).finally(() => {
      opened.recovering = null;
    });
    await opened.recovering;
  }

  async #recover(id: string, opened: OpenRecording, before: OpenRecording | undefined): Promise<void> {
    try {
      if (before !== undefined) closeEngine(before);
      const engine = await opened.engine;
      await engine.call((to) => to.recover(id, opened.settings));
    } catch (error) {
      this.#close(id, opened);
      this.#idle.checkLater();
      throw error;
    }
  }

  /** Lets go of a recording that is to be deleted. @throws Error when it is being made. */
  async forget(id: string): Promise<void> {
    if (this.#live.get(id) !== null) throw new Error('This recording is being made. Stop it before you delete it.');
    this.#close(id);
    this.#board.remove(id);
    this.#reported.delete(id);
    this.#idle.checkLater();
  }

  #liveEnded(session: LiveSession, error: unknown): void {
    const { id } = session;
    this.#show(id);
    this.#idle.checkLater();
    if (error === null) return;
    // The bytes are on disk all the same: an engine that starts afresh seals what is there.
    if (!isNotLive(error)) this.#log(id, 'error', `The recording could not be closed properly: ${sentenceOf(error)}`);
    void this.#startAfresh(id, session.request.settings);
  }

  #notStarted({ id, request }: LiveSession): void {
    if (this.#board.get(id) === null) this.#close(id);
    // Its engine may not have lived to write down that it failed: nobody else would.
    else this.#ports.later(LINGER_MS, () => void this.#startAfreshIfLive(id, request.settings));
    this.#idle.checkLater();
  }

  #openEngine(id: string, settings: Settings): OpenRecording {
    const heard = () => {
      const session = this.#live.get(id);
      if (session !== null) session.heardAtMs = this.#ports.clock.monotonicMs();
    };
    const events = {
      snapshot: (recording: RecordingSnapshot) => {
        heard();
        this.#changed(recording);
      },
      log: this.#reporter.log,
    };
    const died = (sentence: string) => this.#engineDied(id, sentence);
    const engine = openGuarded(this.#ports.openEngine, events, died, this.#ports.clock);
    const opened: OpenRecording = { settings, engine, recovering: null };
    this.#open.set(id, opened);
    return opened;
  }

  #changed(recording: RecordingSnapshot): void {
    // The last words of one that was deleted.
    if (!this.#open.has(recording.id) && this.#board.get(recording.id) === null) return;
    this.#reported.set(recording.id, recording);
    this.#show(recording.id);
    if (!isAtWork(recording)) this.#idle.checkLater();
    if (isSettled(recording.state)) this.#closeLater(recording.id);
  }

  /** What its engine reported last, with what is known here. */
  #show(id: string): void {
    const reported = this.#reported.get(id);
    if (reported === undefined) return;
    this.#board.update(this.#live.get(id)?.shown(reported) ?? reported, this.#live.isCurrent(id));
    this.#idle.changed();
    this.#reporter.changed();
  }

  #engineDied(id: string, sentence: string): void {
    this.#log(id, 'error', `The part of Reelay that writes and uploads stopped: ${sentence}`);
    if (!this.#live.engineDied(id)) void this.#startAfresh(id, this.#open.get(id)?.settings ?? null);
  }

  /** Closes what is open of a recording and takes it up from its file. Null: nothing was open. */
  async #startAfresh(id: string, settings: Settings | null): Promise<void> {
    const isBeyondHope = this.#deaths.add(id);
    this.#close(id);
    if (settings === null || this.#isSettled(id)) return;
    if (isBeyondHope) {
      this.#log(id, 'error', 'It is left alone for some minutes. What was recorded is kept.');
      // The background takes up what is unfinished some time after this document was closed.
      this.#idle.checkLater();
      return;
    }
    await this.#takeUpAgain(id, settings, AGAIN_AFTER_MS);
  }

  async #takeUpAgain(id: string, settings: Settings, [delayMs, ...delaysMs]: readonly number[]): Promise<void> {
    try {
      await this.recover(id, settings);
    } catch (error) {
      this.#log(id, 'error', `The recording could not be taken up again: ${sentenceOf(error)}`);
      if (delayMs === undefined) return;
      this.#due.add(id);
      this.#ports.later(delayMs, () => {
        this.#due.delete(id);
        const isGone = this.#board.get(id) === null || this.#isSettled(id);
        if (isGone) this.#idle.checkLater();
        else void this.#takeUpAgain(id, settings, delaysMs);
      });
    }
  }

  async #startAfreshIfLive(id: string, settings: Settings): Promise<void> {
    const recording = this.#board.get(id);
    if (this.#live.get(id) === null && recording !== null && isLive(recording.state))
      await this.#startAfresh(id, settings);
  }

  /** Closes what is open of a recording; nothing happens when that is not `open` any more. */
  #close(id: string, open = this.#open.get(id)): void {
    if (open === undefined || this.#open.get(id) !== open) return;
    this.#open.delete(id);
    closeEngine(open);
  }

  /** The engine has nothing to do any more. One that has taken its place by then stays. */
  #closeLater(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#ports.later(LINGER_MS, () => {
      if (this.#isSettled(id) && this.#live.get(id) === null) this.#close(id, open);
    });
  }

  #isIdle(): boolean {
    if (!this.#live.isEmpty || this.#due.size > 0) return false;
    return [...this.#open.keys()].every((id) => {
      const recording = this.#board.get(id);
      return recording !== null && !isAtWork(recording);
    });
  }

  #isSettled(id: string): boolean {
    const recording = this.#board.get(id);
    return recording !== null && isSettled(recording.state);
  }

  async #tell(id: string, command: (engine: Engine) => Promise<void>): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) throw new Error('This recording is not open.');
    await (await open.engine).call(command);
  }

  #log(recordingId: string, level: LogLevel, text: string): void {
    this.#reporter.log([{ atMs: this.#ports.nowMs(), level, text, recordingId }]);
  }
}

/** One that is still opening is closed when it is open: nobody waits for that. */
function closeEngine({ engine }: OpenRecording): void {
  engine.then(
    (open) => open.close(),
    (error: unknown) => console.debug('An engine was gone.', error),
  );
}
