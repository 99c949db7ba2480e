import type { Engine } from '../../lib/engine/engine-api.ts';
import type { LogLevel } from '../../lib/recording/log-entry.ts';
import { sentenceOf } from '../../lib/recording/sentence-of.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive, isSettled } from '../../lib/recording/state.ts';
import type { Target } from '../../lib/recording/target.ts';
import { isAtWork } from '../../lib/relay/at-work.ts';
import type { StartResult } from '../../lib/relay/messages.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { inTime, TooLateError } from '../../lib/upload/in-time.ts';
import { DeathCount } from './death-count.ts';
import { type DiskWatchPorts, watchDisk } from './disk-watch.ts';
import { isNotLive } from './failover-engine.ts';
import { watchFlow } from './flow-watch.ts';
import { type GuardedEngine, type OpenEngine, openGuarded } from './guarded-engine.ts';
import { IdleWatch } from './idle-watch.ts';
import type { LivePorts, LiveRequest } from './live-ports.ts';
import type { LiveRecording } from './live-recording.ts';
import { LiveSession } from './live-session.ts';
import { type Concern, LiveWarnings } from './live-warnings.ts';
import { type Device, PermissionMissingError, requirePermissions } from './missing-permissions.ts';
import { continuationWarning, ENDED_BY_SILENCE, Part } from './part.ts';
import { watchRecorder } from './recorder-watch.ts';
import type { Reporter } from './reporter.ts';
import type { SnapshotBoard } from './snapshot-board.ts';
import { startLive } from './start-live.ts';

/** How long an engine stays open after its work is done: it may still be writing its last words. */
const LINGER_MS = 2_000;
/** Stop is answered within this, whatever the start is waiting for. */
const STOP_ANSWER_MS = 4_900;
/** How long it takes until a recording is taken up again that could not be, time after time. */
const AGAIN_AFTER_MS = [2_000, 5_000, 15_000, 60_000] as const;

/** What the recordings need of the world. */
export interface RecordingsPorts
  extends Pick<LivePorts, 'openCapture' | 'startRecorder' | 'nowMs' | 'clock' | 'dropped' | 'reads'>,
    DiskWatchPorts {
  readonly openEngine: OpenEngine;
  /** Which of the devices may not be opened without asking the person. */
  missingPermissions(devices: readonly Device[]): Promise<readonly Device[]>;
  /** For a recording that continues another. */
  newId(): string;
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
  /** Those that are not sealed yet: the one being made, and one that it continues. */
  readonly #sessions = new Map<string, LiveSession>();
  #live: LiveSession | null = null;

  constructor(ports: RecordingsPorts, board: SnapshotBoard, reporter: Pick<Reporter, 'changed' | 'log'>) {
    this.#ports = ports;
    this.#board = board;
    this.#reporter = reporter;
    this.#deaths = new DeathCount(ports.nowMs);
    this.#idle = new IdleWatch({ ...ports, isIdle: () => this.#isIdle() });
    this.#idle.checkLater();
  }

  /** Starts a recording; answers when the first slice is being made, or with the reason why not. */
  async start(request: LiveRequest): Promise<StartResult> {
    if (this.#live !== null) {
      return { kind: 'refused', sentence: 'Another recording is being made. Stop it, then start again.' };
    }
    return this.#begin(request, new Part(null));
  }

  async #begin(request: LiveRequest, part: Part): Promise<StartResult> {
    const { id } = request.recording;
    const warnings = new LiveWarnings((level, text) => this.#log(id, level, text));
    const live = new LiveSession(request, part, warnings, this.#ports.nowMs(), (session) => this.#start(session));
    this.#live = live;
    this.#sessions.set(id, live);
    try {
      this.#watch(live, await live.starting);
      return { kind: 'started', id };
    } catch (error) {
      this.#over(live);
      if (this.#board.get(id) === null) this.#close(id);
      // Its engine may not have lived to write down that it failed: nobody else would.
      else this.#ports.later(LINGER_MS, () => void this.#startAfreshIfLive(id, request.settings));
      this.#idle.checkLater();
      if (error instanceof PermissionMissingError) return { kind: 'needs-permission', devices: error.devices };
      return { kind: 'refused', sentence: sentenceOf(error) };
    }
  }

  async pause(id: string): Promise<void> {
    await (await this.#liveWith(id).starting).pause();
  }

  async resume(id: string): Promise<void> {
    await (await this.#liveWith(id).starting).resume();
  }

  /** Resolves when everything is on disk, and after five seconds in any case. Nothing happens when it has ended. */
  async stop(id: string): Promise<void> {
    const shown = this.#board.get(id);
    if (!this.#sessions.has(id) && shown !== null && !isLive(shown.state)) return;
    const live = this.#liveWith(id);
    this.#stopping(live);
    const stopped = live.starting.then((recording) => recording.finish(null));
    try {
      await inTime(stopped, STOP_ANSWER_MS, this.#ports.clock, 'It takes longer.');
    } catch (error) {
      // It goes on, and what is shown says what it waits for.
      if (!(error instanceof TooLateError)) throw error;
    }
  }

  retryNow(id: string): Promise<void> {
    return this.#tell(id, (engine) => engine.retryNow());
  }

  async useNewUrl(id: string, target: Target): Promise<void> {
    await this.#tell(id, (engine) => engine.useNewUrl(target));
    const session = this.#sessions.get(id);
    if (session !== undefined) session.target = target;
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
    if (this.#sessions.has(id)) return;
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
    if (this.#sessions.has(id)) throw new Error('This recording is being made. Stop it before you delete it.');
    this.#close(id);
    this.#board.remove(id);
    this.#reported.delete(id);
    this.#idle.checkLater();
  }

  async #start(session: LiveSession): Promise<LiveRecording> {
    const { request, id } = session;
    const { part } = session;
    const find = (devices: readonly Device[]) => this.#ports.missingPermissions(devices);
    if (part.number === 1) await requirePermissions(request.capture, find);
    const ports: LivePorts = {
      ...this.#ports,
      ...part.through(this.#ports),
      openEngine: () => {
        this.#close(id);
        return this.#openEngine(id, request.settings).engine;
      },
      known: () => session.known(this.#reported.get(id) ?? null),
      waiting: (bytes) => {
        session.waitingBytes = bytes;
      },
      stopping: () => this.#stopping(session),
      held: (sentence) => this.#warn(id, 'end', sentence),
      log: (level, text) => this.#log(id, level, text),
      tellTrouble: (about, sentence) => this.#warn(id, about, sentence),
    };
    return startLive(request, ports, (error) => this.#liveEnded(session, error));
  }

  #watch(session: LiveSession, live: LiveRecording): void {
    const { id } = session;
    const { videoBitsPerSecond, audioBitsPerSecond } = session.request.settings;
    const recording = {
      expectedBytesPerSecond: (videoBitsPerSecond + audioBitsPerSecond) / 8,
      spooledBytes: () => this.#board.get(id)?.spooledBytes ?? 0,
      isRecording: () => this.#board.get(id)?.state === 'recording' && !session.isStopping,
      isLive: () => this.#sessions.has(id),
      flow: () => live.flow,
      heardAtMs: () => session.heardAtMs,
    };
    const warnOfDisk = (sentence: string | null) => this.#warn(id, 'disk', sentence);
    void watchDisk({ ...recording, onWarning: warnOfDisk }, this.#ports);
    const warn = (about: Concern, sentence: string | null) => this.#warn(id, about, sentence);
    void watchFlow({ ...recording, onWarning: warn }, this.#ports);
    const { part } = session;
    const recorder = {
      isRecording: recording.isRecording,
      isLive: () => this.#live === session,
      handedBytes: () => part.handedBytes(),
      frames: () => part.frames(),
      requestData: () => part.requestData(),
      replace: () => void this.#continue(session),
    };
    void watchRecorder(recorder, this.#ports);
  }

  /** The recorder is dead, though pictures come: another one takes its place, in a recording of its own. Never rejects. */
  async #continue(before: LiveSession): Promise<void> {
    if (this.#live !== before || before.isStopping) return;
    const { target } = before;
    const dead = await before.starting;
    // A URL that takes one recording is taken: the next one needs another, and is recorded all the same.
    const isContinued =
      (await this.#beginNext(before, target)) ||
      (!('unknown' in target) && (await this.#beginNext(before, { unknown: true })));
    if (!isContinued) this.#live ??= before;
    dead.finish(ENDED_BY_SILENCE).catch((error: unknown) => this.#log(before.id, 'error', sentenceOf(error)));
  }

  async #beginNext(before: LiveSession, target: Target): Promise<boolean> {
    const { recording, ...request } = before.request;
    const part = new Part(before.part);
    const title = part.titled(recording.title);
    const next = { ...recording, id: this.#ports.newId(), title, startedAtMs: this.#ports.nowMs(), target };
    const result = await this.#begin({ ...request, recording: next }, part);
    if (result.kind !== 'started') {
      const why = result.kind === 'refused' ? result.sentence : 'the browser does not allow it.';
      this.#log(recording.id, 'warning', `It could not be continued at the same address: ${why}`);
      return false;
    }
    part.own();
    this.#warn(next.id, 'part', continuationWarning(part.number, !('unknown' in target)));
    return true;
  }

  /** Shown at once: everything else about a stop takes its time. */
  #stopping(session: LiveSession): void {
    if (session.isStopping) return;
    session.isStopping = true;
    this.#show(session.id);
  }

  #warn(id: string, about: Concern, sentence: string | null): void {
    if (this.#sessions.get(id)?.warnings.tell(about, sentence) === true) this.#show(id);
  }

  #over(session: LiveSession): void {
    this.#sessions.delete(session.id);
    if (this.#live === session) this.#live = null;
  }

  #liveEnded(session: LiveSession, error: unknown): void {
    const { id } = session;
    this.#over(session);
    this.#show(id);
    this.#idle.checkLater();
    if (error === null) return;
    // The bytes are on disk all the same: an engine that starts afresh seals what is there.
    if (!isNotLive(error)) this.#log(id, 'error', `The recording could not be closed properly: ${sentenceOf(error)}`);
    void this.#startAfresh(id, session.request.settings);
  }

  #openEngine(id: string, settings: Settings): OpenRecording {
    const heard = () => {
      const session = this.#sessions.get(id);
      if (session !== undefined) session.heardAtMs = this.#ports.nowMs();
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
    const session = this.#sessions.get(id);
    this.#board.update(session?.shown(reported) ?? reported, session !== undefined && session === this.#live);
    this.#idle.changed();
    this.#reporter.changed();
  }

  #engineDied(id: string, sentence: string): void {
    this.#log(id, 'error', `The part of Reelay that writes and uploads stopped: ${sentence}`);
    const session = this.#sessions.get(id);
    if (session !== undefined) void session.starting.then((live) => live.engineDied(), ignoreRefusedStart);
    else void this.#startAfresh(id, this.#open.get(id)?.settings ?? null);
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
    if (!this.#sessions.has(id) && recording !== null && isLive(recording.state)) await this.#startAfresh(id, settings);
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
      if (this.#isSettled(id) && !this.#sessions.has(id)) this.#close(id, open);
    });
  }

  #isIdle(): boolean {
    if (this.#sessions.size > 0 || this.#due.size > 0) return false;
    return [...this.#open.keys()].every((id) => {
      const recording = this.#board.get(id);
      return recording !== null && !isAtWork(recording);
    });
  }

  #isSettled(id: string): boolean {
    const recording = this.#board.get(id);
    return recording !== null && isSettled(recording.state);
  }

  #liveWith(id: string): LiveSession {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new Error('This recording is not being made any more.');
    return session;
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

/** Who asked for the start is told why it failed, and sees to what is left of it. */
function ignoreRefusedStart(): void {
  // Nothing is live.
}
