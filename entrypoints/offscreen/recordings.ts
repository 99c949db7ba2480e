import type { Engine, KnownRecording, NewRecording } from '../../lib/engine/engine-api.ts';
import type { LogLevel } from '../../lib/recording/log-entry.ts';
import { sentenceOf } from '../../lib/recording/sentence-of.ts';
import type { RecordingSnapshot } from '../../lib/recording/snapshot.ts';
import { isLive, isSettled } from '../../lib/recording/state.ts';
import type { Target } from '../../lib/recording/target.ts';
import { isAtWork } from '../../lib/relay/at-work.ts';
import type { StartResult } from '../../lib/relay/messages.ts';
import type { Settings } from '../../lib/settings/settings.ts';
import { type DiskWatchPorts, watchDisk } from './disk-watch.ts';
import { watchFlow } from './flow-watch.ts';
import { type GuardedEngine, type OpenEngine, openGuarded, TooManyDeathsError } from './guarded-engine.ts';
import { type LivePorts, type LiveRecording, type LiveRequest, startLive } from './live-recording.ts';
import { type Concern, LiveWarnings } from './live-warnings.ts';
import { type Device, PermissionMissingError, requirePermissions } from './missing-permissions.ts';
import { continuationWarning, ENDED_BY_SILENCE, Part } from './part.ts';
import { watchRecorder } from './recorder-watch.ts';
import type { Reporter } from './reporter.ts';
import type { SnapshotBoard } from './snapshot-board.ts';

/** How long an engine stays open after its work is done: it may still be writing its last words. */
const LINGER_MS = 2_000;
/** How often one recording's engine is opened again after it died, before it is left alone for some minutes. */
const MAX_DEATHS = 3;
/** How long it takes until a recording is taken up again that could not be, time after time. */
const AGAIN_AFTER_MS = [2_000, 5_000, 15_000, 60_000] as const;

/** What the recordings need of the world. */
export interface RecordingsPorts extends Omit<LivePorts, 'log' | 'reopenEngine' | 'tellTrouble'>, DiskWatchPorts {
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

interface Live {
  readonly id: string;
  readonly warnings: LiveWarnings;
  readonly starting: Promise<LiveRecording>;
  readonly part: Part;
  isStopping: boolean;
  /** The target that the person named since; null: that of the start. */
  newTarget: Target | null;
}

/** All recordings that this document works on: one at most is being made, any number may be uploading. */
export class Recordings {
  readonly #ports: RecordingsPorts;
  readonly #reporter: Pick<Reporter, 'changed' | 'log'>;
  readonly #board: SnapshotBoard;
  readonly #open = new Map<string, OpenRecording>();
  readonly #deaths = new Map<string, number>();
  /** Those that are to be taken up again in a moment. */
  readonly #due = new Set<string>();
  #live: Live | null = null;
  #idleCheckIsDue = false;
  /** Milliseconds since 1970. */
  #changedAtMs = 0;

  constructor(ports: RecordingsPorts, board: SnapshotBoard, reporter: Pick<Reporter, 'changed' | 'log'>) {
    this.#ports = ports;
    this.#board = board;
    this.#reporter = reporter;
    this.#checkIdleLater();
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
    const starting = this.#start(request, part);
    this.#live = { id, warnings, starting, part, isStopping: false, newTarget: null };
    try {
      await starting;
      this.#watch(request, part);
      return { kind: 'started', id };
    } catch (error) {
      if (this.#live?.id === id) this.#live = null;
      if (this.#board.get(id) === null) await this.#close(id);
      // Its engine may not have lived to write down that it failed: nobody else would.
      else this.#ports.later(LINGER_MS, () => void this.#startAfreshIfLive(id, request.settings));
      this.#checkIdleLater();
      if (error instanceof PermissionMissingError) return { kind: 'needs-permission', devices: error.devices };
      return { kind: 'refused', sentence: sentenceOf(error) };
    }
  }

  async pause(id: string): Promise<void> {
    await (await this.#liveWith(id)).pause();
  }

  async resume(id: string): Promise<void> {
    await (await this.#liveWith(id)).resume();
  }

  /** Resolves when everything is on disk. */
  async stop(id: string): Promise<void> {
    const starting = this.#liveWith(id);
    this.#stopping(id);
    await (await starting).finish(null);
  }

  retryNow(id: string): Promise<void> {
    return this.#tell(id, (engine) => engine.retryNow());
  }

  async useNewUrl(id: string, target: Target): Promise<void> {
    await this.#tell(id, (engine) => engine.useNewUrl(target));
    if (this.#live?.id === id) this.#live.newTarget = target;
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
    if (this.#live?.id === id) return;
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
      if (before !== undefined) await closeEngine(before);
      const engine = await opened.engine;
      await engine.call((to) => to.recover(id, opened.settings));
    } catch (error) {
      await this.#close(id, opened);
      this.#checkIdleLater();
      throw error;
    }
  }

  /** Lets go of a recording that is to be deleted. @throws Error when it is being made. */
  async forget(id: string): Promise<void> {
    if (this.#live?.id === id) throw new Error('This recording is being made. Stop it before you delete it.');
    await this.#close(id);
    this.#board.remove(id);
    this.#checkIdleLater();
  }

  async #start(request: LiveRequest, part: Part): Promise<LiveRecording> {
    const { id } = request.recording;
    const find = (devices: readonly Device[]) => this.#ports.missingPermissions(devices);
    if (part.number === 1) await requirePermissions(request.capture, find);
    const log = (level: LogLevel, text: string) => this.#log(id, level, text);
    const reopenEngine = () => this.#reopenEngine(id, request.settings, request.recording);
    const tellTrouble = (about: Concern, sentence: string | null) => this.#warn(id, about, sentence);
    const ports: LivePorts = { ...this.#ports, ...part.through(this.#ports), log, reopenEngine, tellTrouble };
    return startLive(request, this.#openEngine(id, request.settings).engine, ports, (error) =>
      this.#liveEnded(id, error, request.settings),
    );
  }

  #watch(request: LiveRequest, part: Part): void {
    const { id } = request.recording;
    const { videoBitsPerSecond, audioBitsPerSecond } = request.settings;
    const recording = {
      expectedBytesPerSecond: (videoBitsPerSecond + audioBitsPerSecond) / 8,
      spooledBytes: () => this.#board.get(id)?.spooledBytes ?? 0,
      isRecording: () => this.#board.get(id)?.state === 'recording',
      isLive: () => this.#live?.id === id,
    };
    const warnOf = (about: Concern) => (sentence: string | null) => this.#warn(id, about, sentence);
    void watchDisk({ ...recording, onWarning: warnOf('disk') }, this.#ports);
    void watchFlow({ ...recording, onWarning: warnOf('flow') }, this.#ports.later);
    const recorder = {
      handedBytes: () => part.handedBytes(),
      frames: () => part.frames(),
      requestData: () => part.requestData(),
      replace: () => void this.#continue(request),
    };
    void watchRecorder({ ...recording, ...recorder }, this.#ports);
  }

  /** The recorder is dead, though pictures come: another one takes its place, in a recording of its own. Never rejects. */
  async #continue(request: LiveRequest): Promise<void> {
    const before = this.#live;
    if (before === null || before.id !== request.recording.id || before.isStopping) return;
    const target = before.newTarget ?? request.recording.target;
    const dead = await before.starting;
    // A URL that takes one recording is taken: the next one needs another, and is recorded all the same.
    const isContinued =
      (await this.#beginNext(request, before.part, target)) ||
      (!('unknown' in target) && (await this.#beginNext(request, before.part, { unknown: true })));
    if (!isContinued) this.#live ??= before;
    dead.finish(ENDED_BY_SILENCE).catch((error: unknown) => this.#log(before.id, 'error', sentenceOf(error)));
  }

  async #beginNext({ recording, ...request }: LiveRequest, before: Part, target: Target): Promise<boolean> {
    const part = new Part(before);
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
  #stopping(id: string): void {
    if (this.#live?.id !== id || this.#live.isStopping) return;
    this.#live.isStopping = true;
    const shown = this.#board.get(id);
    if (shown !== null) this.#changed(shown);
  }

  #warn(id: string, about: Concern, sentence: string | null): void {
    if (this.#live?.id !== id || !this.#live.warnings.tell(about, sentence)) return;
    const shown = this.#board.get(id);
    if (shown !== null) this.#changed({ ...shown, warning: null });
  }

  #liveEnded(id: string, error: unknown, settings: Settings): void {
    if (this.#live?.id === id) this.#live = null;
    this.#checkIdleLater();
    if (error === null) return;
    // The bytes are on disk all the same: an engine that starts afresh seals what is there.
    this.#log(id, 'error', `The recording could not be closed properly: ${sentenceOf(error)}`);
    void this.#startAfresh(id, settings);
  }

  #openEngine(id: string, settings: Settings): OpenRecording {
    const events = {
      snapshot: (recording: RecordingSnapshot) => this.#changed(recording),
      log: this.#reporter.log,
    };
    const engine = openGuarded(this.#ports.openEngine, events, (sentence) => this.#engineDied(id, sentence));
    const opened: OpenRecording = { settings, engine, recovering: null };
    this.#open.set(id, opened);
    return opened;
  }

  #changed(recording: RecordingSnapshot): void {
    // The last words of one that was deleted.
    if (!this.#open.has(recording.id) && this.#board.get(recording.id) === null) return;
    const live = this.#live?.id === recording.id ? this.#live : null;
    const own = isLive(recording.state) ? live?.warnings.text : null;
    const isStopping = live?.isStopping === true && isLive(recording.state);
    this.#board.update({ ...recording, isStopping, warning: own ?? recording.warning }, live !== null);
    this.#changedAtMs = this.#ports.nowMs();
    this.#reporter.changed();
    if (!isAtWork(recording)) this.#checkIdleLater();
    if (isSettled(recording.state)) this.#closeLater(recording.id);
  }

  #engineDied(id: string, sentence: string): void {
    this.#log(id, 'error', `The part of Reelay that writes and uploads stopped: ${sentence}`);
    if (this.#live?.id === id) void this.#live.starting.then((live) => live.engineDied(), ignoreRefusedStart);
    else void this.#startAfresh(id, this.#open.get(id)?.settings ?? null);
  }

  /** Another engine for the live recording, whose own died. @throws Error when they die one after the other. */
  async #reopenEngine(id: string, settings: Settings, first: NewRecording): ReturnType<LivePorts['reopenEngine']> {
    const { sentBytes = 0, link } = this.#board.get(id) ?? {};
    const known: KnownRecording = {
      recording: { ...first, target: this.#live?.newTarget ?? first.target },
      hasSent: sentBytes > 0,
      isUploadHeld: link?.kind === 'paused' || link?.kind === 'blocked',
    };
    if (this.#isBeyondHope(id)) {
      throw new TooManyDeathsError('The part of Reelay that writes and uploads stopped again and again.');
    }
    await this.#close(id);
    const opened = this.#openEngine(id, settings);
    try {
      const engine = await opened.engine;
      return { engine, spooledBytes: await engine.call((to) => to.takeOver(id, settings, known)) };
    } catch (error) {
      await this.#close(id, opened);
      throw error;
    }
  }

  /** Counts a death. */
  #isBeyondHope(id: string): boolean {
    const deaths = (this.#deaths.get(id) ?? 0) + 1;
    this.#deaths.set(id, deaths);
    return deaths > MAX_DEATHS;
  }

  /** Closes what is open of a recording and takes it up from its file. Null: nothing was open. */
  async #startAfresh(id: string, settings: Settings | null): Promise<void> {
    const isBeyondHope = this.#isBeyondHope(id);
    await this.#close(id);
    if (settings === null || this.#isSettled(id)) return;
    if (isBeyondHope) {
      this.#log(id, 'error', 'It is left alone for some minutes. What was recorded is kept.');
      // The background takes up what is unfinished some time after this document was closed.
      this.#checkIdleLater();
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
        if (isGone) this.#checkIdleLater();
        else void this.#takeUpAgain(id, settings, delaysMs);
      });
    }
  }

  async #startAfreshIfLive(id: string, settings: Settings): Promise<void> {
    const recording = this.#board.get(id);
    if (this.#live?.id !== id && recording !== null && isLive(recording.state)) await this.#startAfresh(id, settings);
  }

  /** Closes what is open of a recording; nothing happens when that is not `open` any more. */
  async #close(id: string, open = this.#open.get(id)): Promise<void> {
    if (open === undefined || this.#open.get(id) !== open) return;
    this.#open.delete(id);
    await closeEngine(open);
  }

  /** The engine has nothing to do any more. One that has taken its place by then stays. */
  #closeLater(id: string): void {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#ports.later(LINGER_MS, () => {
      if (this.#isSettled(id) && this.#live?.id !== id) void this.#close(id, open);
    });
  }

  #checkIdleLater(): void {
    if (this.#idleCheckIsDue) return;
    this.#idleCheckIsDue = true;
    this.#ports.later(LINGER_MS, () => {
      this.#idleCheckIsDue = false;
      if (!this.#isIdle()) return;
      // This check may have been asked for long before the last change.
      if (this.#ports.nowMs() - this.#changedAtMs >= LINGER_MS) this.#ports.onIdle();
      this.#checkIdleLater();
    });
  }

  #isIdle(): boolean {
    if (this.#live !== null || this.#due.size > 0) return false;
    return [...this.#open.keys()].every((id) => {
      const recording = this.#board.get(id);
      return recording !== null && !isAtWork(recording);
    });
  }

  #isSettled(id: string): boolean {
    const recording = this.#board.get(id);
    return recording !== null && isSettled(recording.state);
  }

  #liveWith(id: string): Promise<LiveRecording> {
    if (this.#live?.id !== id) throw new Error('This recording is not being made any more.');
    return this.#live.starting;
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

async function closeEngine({ engine }: OpenRecording): Promise<void> {
  try {
    (await engine).close();
  } catch (error) {
    // It never opened, or died: there is nothing left to close.
    console.debug('An engine was gone.', error);
  }
}

/** Who asked for the start is told why it failed, and sees to what is left of it. */
function ignoreRefusedStart(): void {
  // Nothing is live.
}
