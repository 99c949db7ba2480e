import type { StartResult } from '../../commands/messages.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import type { Target } from '../../recording/target.ts';
import { DeathCount } from '../failover/death-count.ts';
import type { LiveHome, LiveWorldPorts } from './live-home.ts';
import type { LiveRequest } from './live-ports.ts';
import type { LiveRecording } from './live-recording.ts';
import type { LiveSession } from './live-session.ts';
import { type Break, ENDED_BY, Part } from './part.ts';

/** What a continuation needs from the live sessions. */
export interface ContinuationPorts extends Pick<LiveWorldPorts, 'newId' | 'nowMs' | 'clock'>, Pick<LiveHome, 'log'> {
  isCurrent(session: LiveSession): boolean;
  /** Starts the next part, which is the current recording from then on. */
  begin(request: LiveRequest, part: Part): Promise<StartResult>;
  /** The next part runs, and owns the capture. */
  begun(id: string): void;
  /** There is no next part: the recording is current again, unless it has ended. */
  goBack(session: LiveSession): void;
  /** Stops a part that is no longer wanted; without a byte it is discarded. */
  stop(id: string): Promise<void>;
  pause(id: string): Promise<void>;
}

const KEEPS_STOPPING = { recorder: 'recorder.keepsStopping', writer: 'recorder.writerKeepsStopping' } as const;

/** How the start of the next part went; cancelled, postponed: you stopped or paused before its recorder ran. */
type Outcome = 'begun' | 'cancelled' | 'refused' | 'postponed';

/** Continues a recording in a new part when its recorder or writer doesn't come back. */
export class Continuation {
  readonly #ports: ContinuationPorts;
  readonly #following = new Map<LiveSession, Promise<void>>();
  /** By the first part. */
  readonly #breaks = new WeakMap<Part, DeathCount>();

  constructor(ports: ContinuationPorts) {
    this.#ports = ports;
  }

  /**
   * Starts the next part with the same capture, and ends the one before with the reason; in a pause, once you resume. No effect
   * if it is being continued already. Never rejects.
   */
  follow(before: LiveSession, broken: Break, why: Message = ENDED_BY[broken]): Promise<void> {
    const running = this.#following.get(before);
    if (running !== undefined) return running;
    const following = this.#follow(before, broken, why).finally(() => this.#following.delete(before));
    this.#following.set(before, following);
    return following;
  }

  async #follow(before: LiveSession, broken: Break, why: Message): Promise<void> {
    const { isCurrent, goBack, log } = this.#ports;
    const dead = await before.starting.catch(() => null);
    if (dead === null || !isCurrent(before) || before.isStopping) return;
    if (broken === 'recorder') dead.recorderBroke();
    const keepsStopping = this.#breaksOf(before.part.first).add(broken);
    if (keepsStopping) log(before.id, 'error', { id: KEEPS_STOPPING[broken] });
    const isContinued = !keepsStopping && (await this.#beginAny(before, dead, broken, why));
    if (!isContinued) goBack(before);
    // If no other file can be written either, all there is waits in memory, and more can still be kept there.
    if (!isContinued && broken === 'writer') return;
    dead.finish(why).catch((error: unknown) => log(before.id, 'error', messageOf(error)));
  }

  #breaksOf(first: Part): DeathCount {
    const known = this.#breaks.get(first);
    if (known !== undefined) return known;
    const breaks = new DeathCount(() => this.#ports.clock.monotonicMs());
    this.#breaks.set(first, breaks);
    return breaks;
  }

  /** Whether one begins, or has become unnecessary: with the same target, or, if none does, without. */
  async #beginAny(before: LiveSession, dead: LiveRecording, broken: Break, why: Message): Promise<boolean> {
    const targets: Target[] = 'unknown' in before.target ? [before.target] : [before.target, { unknown: true }];
    for (const target of targets) {
      let outcome: Outcome = 'postponed';
      while (outcome === 'postponed') {
        // It would record what you don't want recorded.
        await dead.unpaused;
        if (before.isStopping) return false;
        if (broken === 'recorder') dead.missesFromNowOn(why);
        outcome = await this.#beginNext(before, target, broken);
        if (outcome === 'postponed') this.#ports.goBack(before);
      }
      if (outcome !== 'refused') return true;
    }
    return false;
  }

  async #beginNext(before: LiveSession, target: Target, broken: Break): Promise<Outcome> {
    const { begin, begun, newId, nowMs, log, stop, pause } = this.#ports;
    const { recording, ...request } = before.request;
    const part = new Part(before.part, broken);
    const title = part.titled(recording.title);
    const next = { ...recording, id: newId(), title, startedAtMs: nowMs(), target };
    const result = await begin({ ...request, recording: next, stop: before.stopOfNext }, part);
    if (result.kind !== 'started' && part.isPostponed) return 'postponed';
    if (result.kind === 'cancelled') return 'cancelled';
    if (result.kind !== 'started') {
      const reason: Message = result.kind === 'refused' ? result.reason : { id: 'recorder.devicesForbidden' };
      log(recording.id, 'warning', { id: 'recorder.notContinued', reason });
      return 'refused';
    }
    part.own();
    // What you asked of the previous part while this one opened.
    const asked = before.isStopping ? stop(next.id) : before.isPaused ? pause(next.id) : Promise.resolve();
    begun(next.id);
    asked.catch((error: unknown) => log(next.id, 'error', messageOf(error)));
    return 'begun';
  }
}
