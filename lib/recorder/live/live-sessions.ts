import { MIB } from '../../base/byte-units.ts';
import { inTime, TooLateError } from '../../base/clock.ts';
import type { CaptureSound, SoundMeter } from '../../capture/capture-sound.ts';
import type { LevelMeter } from '../../commands/level-channel.ts';
import type { StartResult } from '../../commands/messages.ts';
import { type Message, MessageError, messageOf } from '../../recording/message.ts';
import { type Device, SOURCES } from '../../recording/source.ts';
import { isLive } from '../../recording/state.ts';
import type { Target } from '../../recording/target.ts';
import { orMissing, PermissionMissingError, requirePermissions } from '../missing-permissions.ts';
import type { GivenAim } from './aims.ts';
import { Continuation } from './continuation.ts';
import type { LiveHome, LiveWorldPorts } from './live-home.ts';
import { type LivePorts, type LiveRequest, NothingRecordedError } from './live-ports.ts';
import type { LiveRecording } from './live-recording.ts';
import { LiveSession } from './live-session.ts';
import { type Concern, LiveWarnings } from './live-warnings.ts';
import { continuationWarning, Part } from './part.ts';
import { startLive } from './start-live.ts';
import { type SessionWatcher, watchSession, watchTimedStop } from './watch-session.ts';

/** Stop is answered within this, whatever the start is waiting for. */
const STOP_ANSWER_MS = 4_900;
/** A slice waits for a moment; more than this is news. */
const SHOWN_WAITING_BYTES = 4 * MIB;

/** The live recording, at most one, and the one it continues until that is sealed. */
export class LiveSessions {
  readonly #ports: LiveWorldPorts;
  readonly #home: LiveHome;
  readonly #sessions = new Map<string, LiveSession>();
  readonly #continuation: Continuation;
  /** The live recording. */
  #live: LiveSession | null = null;
  /** The latest one before it that was shown. */
  #lastId: string | null = null;

  constructor(ports: LiveWorldPorts, home: LiveHome) {
    this.#ports = ports;
    this.#home = home;
    this.#continuation = new Continuation({
      newId: () => ports.newId(),
      nowMs: () => ports.nowMs(),
      clock: ports.clock,
      log: (id, level, text) => home.log(id, level, text),
      isCurrent: (session) => this.#live === session,
      begin: (request, part) => this.#begin(request, part),
      begun: (id) => this.#warnOfPart(this.#sessions.get(id)),
      goBack: (session) => {
        if (this.#sessions.has(session.id) && this.#live === null) this.#setLive(session);
      },
      stop: (id) => this.#stop(this.#liveWith(id), true),
      pause: (id) => this.pause(id),
    });
  }

  /** Null: it isn't live. */
  get(id: string): LiveSession | null {
    return this.#sessions.get(id) ?? null;
  }

  get isEmpty(): boolean {
    return this.#sessions.size === 0;
  }

  /** Whether the live recording's recorder doesn't run yet. */
  get #isStarting(): boolean {
    const shown = this.#live === null ? null : this.#home.shown(this.#live.id);
    return this.#live !== null && (shown === null || shown.state === 'preparing');
  }

  /** The live recording, or the latest one; null when none was shown yet. */
  get latestId(): string | null {
    return this.#live !== null && this.#home.shown(this.#live.id) !== null ? this.#live.id : this.#lastId;
  }

  #setLive(session: LiveSession | null): void {
    this.#lastId = this.latestId;
    this.#live = session;
  }

  /** Starts a recording; answers when the first slice is being made, or with the reason why not. */
  async start(request: LiveRequest): Promise<StartResult> {
    if (this.#live !== null) {
      const starting = this.#isStarting ? 'recorder.anotherStarts' : 'recorder.another';
      return { kind: 'refused', reason: { id: this.#live.isStopping ? 'recorder.lastIsStopping' : starting } };
    }
    return this.#begin(request, new Part(null));
  }

  async #begin(request: LiveRequest, part: Part): Promise<StartResult> {
    const { id } = request.recording;
    const warnings = new LiveWarnings((level, message) => this.#home.log(id, level, message));
    const live = new LiveSession(request, part, warnings, this.#ports.clock.monotonicMs(), (session) =>
      this.#start(session),
    );
    this.#setLive(live);
    this.#sessions.set(id, live);
    const watcher = this.#watcherOf(live);
    // From now on it's known whether there is a microphone to mute.
    void part.opened.then(() => this.#home.changed(id));
    watchTimedStop(live, watcher, this.#ports);
    try {
      watchSession(live, await live.starting, watcher, this.#ports);
      return { kind: 'started', id };
    } catch (error) {
      this.#over(live);
      this.#home.notStarted(live);
      if (error instanceof NothingRecordedError) return { kind: 'cancelled' };
      if (error instanceof PermissionMissingError) return { kind: 'needs-permission', devices: error.devices };
      return { kind: 'refused', reason: messageOf(error) };
    }
  }

  /** See {@link LiveRecording.pause}. */
  pause(id: string): Promise<void> {
    return this.#order(id, (live) => live.pause());
  }

  /** See {@link LiveRecording.resume}. */
  resume(id: string): Promise<void> {
    return this.#order(id, (live) => live.resume());
  }

  /**
   * Changes something in the capture as soon as it is open: the microphone, the camera. What you mute or turn off while a recorder
   * starts must not be in the recording. @throws what `change` throws, or why there is no capture.
   */
  async change(id: string, change: (part: Part) => unknown): Promise<void> {
    const session = this.#liveWith(id);
    await Promise.race([session.part.opened, session.starting]);
    await change(session.part);
    this.#home.changed(id);
  }

  /** Measures the live recording's levels, whichever recording that is; see `serveLevels`. */
  openMeter(): LevelMeter {
    let sound: CaptureSound | null = null;
    let meter: SoundMeter | null = null;
    return {
      take: () => {
        const now = this.#live?.part.sound ?? null;
        if (now !== sound) {
          meter?.close();
          sound = now;
          meter = now?.openMeter() ?? null;
        }
        return meter?.take() ?? null;
      },
      close: () => meter?.close(),
    };
  }

  /** See {@link LiveRecording.mark}. */
  mark(id: string): Promise<void> {
    return this.#order(id, (live) => live.mark());
  }

  /** Cancels its timed stop. */
  async keepGoing(id: string): Promise<void> {
    this.#liveWith(id).stop = null;
    this.#home.changed(id);
  }

  /** The recorder obeys at once, and that is shown, however long its engine takes. */
  async #order(id: string, order: (live: LiveRecording) => Promise<void>): Promise<void> {
    const done = order(await this.#liveWith(id).starting);
    this.#home.changed(id);
    await done;
  }

  /** Resolves when everything is on disk, and after five seconds in any case. No effect when it has ended. */
  async stop(id: string): Promise<void> {
    const shown = this.#home.shown(id);
    if (!this.#sessions.has(id) && shown !== null && !isLive(shown.state)) return;
    const session = this.#liveWith(id);
    await this.#stop(session, session.part.after !== null && !session.isRunning);
  }

  /** `isUnwanted`: it continues another one, and is stopped before it ran. */
  async #stop(session: LiveSession, isUnwanted: boolean): Promise<void> {
    this.#stopping(session);
    // So does the part that is opening to continue it.
    for (const other of this.#sessions.values()) if (other.part.first === session.part.first) other.stopOpening();
    const stopped = session.starting.then((live) => live.finish(null, isUnwanted), ignoreNothingRecorded);
    try {
      await inTime(stopped, STOP_ANSWER_MS, this.#ports.clock, 'It takes longer.');
    } catch (error) {
      // It continues, and what is shown says what it waits for.
      if (!(error instanceof TooLateError)) throw error;
    }
  }

  /** See {@link LiveSession.aim}. Null when it isn't live. */
  aim(id: string, target: Target): GivenAim | null {
    return this.#sessions.get(id)?.aim(target) ?? null;
  }

  /** It goes to where you aimed it. No effect when it isn't live. */
  aimed(id: string): void {
    this.#warnOfPart(this.#sessions.get(id));
  }

  /** Its engine died: the live recording gets another one. False when it isn't live. */
  engineDied(id: string): boolean {
    const session = this.#sessions.get(id);
    void session?.starting.then((live) => live.engineDied(), ignoreRefusedStart);
    return session !== undefined;
  }

  async #start(session: LiveSession): Promise<LiveRecording> {
    const { request, id } = session;
    const { part } = session;
    const find = (devices: readonly Device[]) => this.#ports.missingPermissions(devices);
    // A tab's id is valid for one use, and a window is chosen once. Only a camera can be opened again to find out.
    const { tab, camera } = SOURCES[request.capture.source];
    const isAskedFirst = part.number === 1 && (tab || !camera);
    if (isAskedFirst) await requirePermissions(request.capture, find);
    const ports: LivePorts = {
      ...this.#ports,
      ...part.through(this.#ports),
      openEngine: () => this.#home.openEngine(id, request.settings),
      known: () => session.known(this.#home.shown(id)),
      waiting: (bytes) => this.#waiting(session, bytes),
      waitingElsewhere: () => this.#waitingElsewhere(session),
      stopped: session.stopped,
      stopping: () => this.#stopping(session),
      isContinuation: part.after !== null,
      isRecordedElsewhere: part.after === 'writer',
      urlTaken: () => session.loseUrl(),
      discarded: () => this.#home.discarded(id),
      recorderFailed: (why) => this.#continuation.follow(session, 'recorder', why),
      held: (why) => this.#warn(id, 'end', why),
      log: (level, message) => this.#home.log(id, level, message),
      reportTrouble: (about, what) => this.#warn(id, about, what),
    };
    try {
      return await startLive(request, ports, (error) => {
        this.#over(session);
        this.#home.ended(session, error);
      });
    } catch (error) {
      throw isAskedFirst ? error : await orMissing(error, request.capture, find);
    }
  }

  #watcherOf(session: LiveSession): SessionWatcher {
    const { id } = session;
    return {
      shown: () => this.#home.shown(id),
      isOpen: () => this.#sessions.has(id),
      isCurrent: () => this.#live === session,
      warn: (about, what) => this.#warn(id, about, what),
      log: (level, message) => this.#home.log(id, level, message),
      onBreak: (broken) => void this.#continuation.follow(session, broken),
      onDue: () => {
        this.#home.log(id, 'info', { id: 'recorder.stoppedAsSet' });
        this.stop(id).catch((error: unknown) => this.#home.log(id, 'error', messageOf(error)));
      },
    };
  }

  #warnOfPart(session: LiveSession | undefined): void {
    // It may be over already, or about to be discarded.
    if (session === undefined || session.part.after === null || session.isStopping) return;
    const { id, part, target } = session;
    this.#warn(id, 'part', continuationWarning(part.number, !('unknown' in target), session.part.after));
  }

  /** Shown at once, because the rest of a stop takes time. */
  #stopping(session: LiveSession): void {
    if (session.isStopping) return;
    session.isStopping = true;
    // The part that is opening must not take its URL as soon as that is free: the file is there.
    const live = this.#live;
    if (live !== session && live?.isRunning === false && live.part.first === session.part.first) live.loseUrl();
    // They say what to do about a recording that continues.
    for (const about of ['recorder', 'writer'] as const) session.warnings.drop(about);
    this.#home.changed(session.id);
  }

  /** Shown even if its engine dies before it can report it. */
  #waiting(session: LiveSession, bytes: number): void {
    const isWorthIt = Math.max(bytes, session.waitingBytes) > SHOWN_WAITING_BYTES;
    session.waitingBytes = bytes;
    if (isWorthIt) this.#home.changed(session.id);
  }

  /** What the recordings that this one continues still hold in memory. */
  #waitingElsewhere(session: LiveSession): number {
    const others = [...this.#sessions.values()].filter((other) => other !== session);
    return others.reduce((sum, { waitingBytes }) => sum + waitingBytes, 0);
  }

  #warn(id: string, about: Concern, what: Message | null): void {
    if (this.#sessions.get(id)?.warnings.report(about, what) === true) this.#home.changed(id);
  }

  #over(session: LiveSession): void {
    this.#sessions.delete(session.id);
    if (this.#live === session) this.#setLive(null);
  }

  #liveWith(id: string): LiveSession {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new MessageError({ id: 'recorder.notLive' });
    return session;
  }
}

/** That is what you wanted. */
function ignoreNothingRecorded(error: unknown): void {
  if (!(error instanceof NothingRecordedError)) throw error;
}

/** The caller of the start gets the error and cleans up. */
function ignoreRefusedStart(): void {
  // Nothing is live.
}
