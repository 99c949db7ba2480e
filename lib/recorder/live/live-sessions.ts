import { MIB } from '../../base/byte-units.ts';
import { inTime, TooLateError } from '../../base/clock.ts';
import { sentenceOf } from '../../base/errors.ts';
import type { StartResult } from '../../commands/messages.ts';
import type { Device } from '../../recording/source.ts';
import { isLive } from '../../recording/state.ts';
import type { Target } from '../../recording/target.ts';
import { DeathCount } from '../failover/death-count.ts';
import { PermissionMissingError, requirePermissions } from '../missing-permissions.ts';
import { watchDisk } from '../watch/disk-watch.ts';
import { watchFlow } from '../watch/flow-watch.ts';
import { watchRecorder } from '../watch/recorder-watch.ts';
import type { LiveHome, LiveWorldPorts } from './live-home.ts';
import type { LivePorts, LiveRequest } from './live-ports.ts';
import type { LiveRecording } from './live-recording.ts';
import { LiveSession } from './live-session.ts';
import { type Concern, LiveWarnings } from './live-warnings.ts';
import { type Break, continuationWarning, ENDED_BY, Part } from './part.ts';
import { startLive } from './start-live.ts';

/** Stop is answered within this, whatever the start is waiting for. */
const STOP_ANSWER_MS = 4_900;
/** A slice waits for a moment; more than this is news. */
const SHOWN_WAITING_BYTES = 4 * MIB;
const ANOTHER = 'Another recording is being made. Stop it, then start again.';
const STOPPING = 'The last recording is still being saved to disk. Start again when it has stopped.';
const STARTING = 'Another recording is starting. Wait until it runs or says why it does not.';

/** The recording that is being made, one at most, and one that it continues and that is not sealed yet. */
export class LiveSessions {
  readonly #ports: LiveWorldPorts;
  readonly #home: LiveHome;
  readonly #sessions = new Map<string, LiveSession>();
  readonly #breaks: DeathCount;
  #live: LiveSession | null = null;

  constructor(ports: LiveWorldPorts, home: LiveHome) {
    this.#breaks = new DeathCount(ports.nowMs);
    this.#ports = ports;
    this.#home = home;
  }

  /** Null: it is not being made, or not any more. */
  get(id: string): LiveSession | null {
    return this.#sessions.get(id) ?? null;
  }

  get isEmpty(): boolean {
    return this.#sessions.size === 0;
  }

  /** Whether the recorder of the one that is being made does not run yet. */
  get #isStarting(): boolean {
    const shown = this.#live === null ? null : this.#home.shown(this.#live.id);
    return this.#live !== null && (shown === null || shown.state === 'preparing');
  }

  /** Whether it is the one that is being made now. */
  isCurrent(id: string): boolean {
    return this.#live?.id === id;
  }

  /** Starts a recording; answers when the first slice is being made, or with the reason why not. */
  async start(request: LiveRequest): Promise<StartResult> {
    if (this.#live !== null) {
      const sentence = this.#live.isStopping ? STOPPING : this.#isStarting ? STARTING : ANOTHER;
      return { kind: 'refused', sentence };
    }
    return this.#begin(request, new Part(null));
  }

  async #begin(request: LiveRequest, part: Part): Promise<StartResult> {
    const { id } = request.recording;
    const warnings = new LiveWarnings((level, text) => this.#home.log(id, level, text));
    const live = new LiveSession(request, part, warnings, this.#ports.clock.monotonicMs(), (session) =>
      this.#start(session),
    );
    this.#live = live;
    this.#sessions.set(id, live);
    try {
      this.#watch(live, await live.starting);
      return { kind: 'started', id };
    } catch (error) {
      this.#over(live);
      this.#home.notStarted(live);
      if (error instanceof PermissionMissingError) return { kind: 'needs-permission', devices: error.devices };
      return { kind: 'refused', sentence: sentenceOf(error) };
    }
  }

  async pause(id: string): Promise<void> {
    const live = await this.#turned(id, 'paused');
    await live.pause();
  }

  async resume(id: string): Promise<void> {
    const live = await this.#turned(id, 'recording');
    await live.resume();
  }

  /** The recorder obeys at once, and that is what is shown, however long its engine takes. */
  async #turned(id: string, state: 'recording' | 'paused'): Promise<LiveRecording> {
    const session = this.#liveWith(id);
    const live = await session.starting;
    if (!session.isStopping && session.turned?.state !== state) session.turned = { state, atMs: this.#ports.nowMs() };
    this.#home.show(id);
    return live;
  }

  /** Resolves when everything is on disk, and after five seconds in any case. Nothing happens when it has ended. */
  async stop(id: string): Promise<void> {
    const shown = this.#home.shown(id);
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

  /** The person named another target for it. Nothing happens when it is not being made. */
  aimed(id: string, target: Target): void {
    const session = this.#sessions.get(id);
    if (session === undefined) return;
    session.target = target;
    this.#warnOfPart(session);
  }

  /** Its engine died: it sees to another one. False: it is not being made. */
  engineDied(id: string): boolean {
    const session = this.#sessions.get(id);
    void session?.starting.then((live) => live.engineDied(), ignoreRefusedStart);
    return session !== undefined;
  }

  async #start(session: LiveSession): Promise<LiveRecording> {
    const { request, id } = session;
    const { part } = session;
    const find = (devices: readonly Device[]) => this.#ports.missingPermissions(devices);
    if (part.number === 1) await requirePermissions(request.capture, find);
    const ports: LivePorts = {
      ...this.#ports,
      ...part.through(this.#ports),
      openEngine: () => this.#home.openEngine(id, request.settings),
      known: () => session.known(this.#home.shown(id)),
      waiting: (bytes) => this.#waiting(session, bytes),
      waitingElsewhere: () => this.#waitingElsewhere(session),
      stopping: () => this.#stopping(session),
      held: (sentence) => this.#warn(id, 'end', sentence),
      log: (level, text) => this.#home.log(id, level, text),
      tellTrouble: (about, sentence) => this.#warn(id, about, sentence),
    };
    return startLive(request, ports, (error) => {
      this.#over(session);
      this.#home.ended(session, error);
    });
  }

  #watch(session: LiveSession, live: LiveRecording): void {
    const { id } = session;
    const { videoBitsPerSecond, audioBitsPerSecond } = session.request.settings;
    const recording = {
      expectedBytesPerSecond: (videoBitsPerSecond + audioBitsPerSecond) / 8,
      spooledBytes: () => this.#home.shown(id)?.spooledBytes ?? 0,
      isRecording: () => this.#home.shown(id)?.state === 'recording' && !session.isStopping,
      isLive: () => this.#sessions.has(id),
      flow: () => live.flow,
      heardAtMs: () => session.heardAtMs,
    };
    const warnOfDisk = (sentence: string | null) => this.#warn(id, 'disk', sentence);
    void watchDisk({ ...recording, onWarning: warnOfDisk }, this.#ports);
    const warn = (about: Concern, sentence: string | null) => this.#warn(id, about, sentence);
    const isGoing = () => recording.isLive() && !session.isStopping;
    const onStuck = () => void this.#continue(session, 'writer');
    void watchFlow({ ...recording, isLive: isGoing, onWarning: warn, onStuck }, this.#ports);
    const { part } = session;
    const recorder = {
      isRecording: recording.isRecording,
      isLive: () => this.#live === session,
      handedBytes: () => part.handedBytes(),
      frames: () => part.frames(),
      requestData: () => part.requestData(),
      replace: () => void this.#continue(session, 'recorder'),
    };
    void watchRecorder(recorder, this.#ports);
  }

  /**
   * The recorder is dead, though pictures come, or the writer is: another one takes its place, in a recording of its own.
   * Never rejects.
   */
  async #continue(before: LiveSession, broken: Break): Promise<void> {
    if (this.#live !== before || before.isStopping) return;
    if (this.#breaks.add(broken)) {
      this.#home.log(before.id, 'error', `The ${broken} keeps stopping, so it is not replaced again.`);
      return;
    }
    const { target } = before;
    const dead = await before.starting;
    // A URL that takes one recording is taken: the next one needs another, and is recorded all the same.
    const isContinued =
      (await this.#beginNext(before, target, broken)) ||
      (!('unknown' in target) && !before.isStopping && (await this.#beginNext(before, { unknown: true }, broken)));
    // It may have ended meanwhile.
    if (!isContinued && this.#sessions.has(before.id)) this.#live ??= before;
    // Where no other file can be written, either, what waits in memory is all there is, and more may still be kept there.
    if (!isContinued && broken === 'writer') return;
    dead.finish(ENDED_BY[broken]).catch((error: unknown) => this.#home.log(before.id, 'error', sentenceOf(error)));
  }

  async #beginNext(before: LiveSession, target: Target, broken: Break): Promise<boolean> {
    const { recording, ...request } = before.request;
    const part = new Part(before.part, broken);
    const title = part.titled(recording.title);
    const next = { ...recording, id: this.#ports.newId(), title, startedAtMs: this.#ports.nowMs(), target };
    const result = await this.#begin({ ...request, recording: next }, part);
    if (result.kind !== 'started') {
      const why = result.kind === 'refused' ? result.sentence : 'the browser does not allow it.';
      this.#home.log(recording.id, 'warning', `It could not be continued at the same address: ${why}`);
      return false;
    }
    part.own();
    const session = this.#sessions.get(next.id);
    if (session !== undefined) this.#warnOfPart(session);
    // What the person asked of the one before while this one opened.
    const isPaused = before.turned?.state === 'paused';
    const asked = before.isStopping ? this.stop(next.id) : isPaused ? this.pause(next.id) : Promise.resolve();
    asked.catch((error: unknown) => this.#home.log(next.id, 'error', sentenceOf(error)));
    return true;
  }

  #warnOfPart({ id, part, target }: LiveSession): void {
    if (part.after !== null) {
      this.#warn(id, 'part', continuationWarning(part.number, !('unknown' in target), part.after));
    }
  }

  /** Shown at once: everything else about a stop takes its time. */
  #stopping(session: LiveSession): void {
    if (session.isStopping) return;
    session.isStopping = true;
    // They say what to do about a recording that goes on.
    for (const about of ['recorder', 'writer'] as const) session.warnings.drop(about);
    this.#home.show(session.id);
  }

  /** What its engine does not live to report is shown all the same. */
  #waiting(session: LiveSession, bytes: number): void {
    const isWorthIt = Math.max(bytes, session.waitingBytes) > SHOWN_WAITING_BYTES;
    session.waitingBytes = bytes;
    if (isWorthIt) this.#home.show(session.id);
  }

  /** What the recordings that this one continues still hold in memory. */
  #waitingElsewhere(session: LiveSession): number {
    const others = [...this.#sessions.values()].filter((other) => other !== session);
    return others.reduce((sum, { waitingBytes }) => sum + waitingBytes, 0);
  }

  #warn(id: string, about: Concern, sentence: string | null): void {
    if (this.#sessions.get(id)?.warnings.tell(about, sentence) === true) this.#home.show(id);
  }

  #over(session: LiveSession): void {
    this.#sessions.delete(session.id);
    if (this.#live === session) this.#live = null;
  }

  #liveWith(id: string): LiveSession {
    const session = this.#sessions.get(id);
    if (session === undefined) throw new Error('This recording is not being made any more.');
    return session;
  }
}

/** Who asked for the start is told why it failed, and sees to what is left of it. */
function ignoreRefusedStart(): void {
  // Nothing is live.
}
