import { MIB } from '../../base/byte-units.ts';
import type { Clock } from '../../base/clock.ts';
import { TooLateError } from '../../base/clock.ts';
import type { Engine, KnownRecording } from '../../engine/engine-api.ts';
import { BROWSER_READS, type ReadBlob, readSlice, SliceReadError } from '../../engine/spooling/read-slice.ts';
import type { LogLevel } from '../../recording/log-entry.ts';
import { type Message, MessageError, messageOf } from '../../recording/message.ts';
import type { Settings } from '../../settings/settings.ts';
import { isGone, isNotLive, isUnreadable } from './engine-errors.ts';
import type { GuardedEngine, Within } from './guarded-engine.ts';
import { LostSlices } from './lost-slices.ts';
import { afterFailures, Patience, type StepPatience } from './patience.ts';

/** A worker starts in a fraction of a second, or in a few seconds on a busy machine. */
const OPEN: StepPatience = { calmMs: 20_000, hurriedMs: 2_500 };
/** A worker that hung takes two seconds to end, and holds the file until then. */
const FAIL_OVER: StepPatience = { calmMs: 20_000, hurriedMs: 3_500 };
/** The pause before the next engine when a failover didn't work. */
const AGAIN: StepPatience = { calmMs: 500, hurriedMs: 100 };
/** For each MiB of a slice, on a slow disk. */
const PER_MIB: StepPatience = { calmMs: 2_000, hurriedMs: 200 };
const APPEND: StepPatience = { calmMs: 10_000, hurriedMs: 1_000 };

/** How many times in a row reading a slice may fail everywhere, with growing pauses in between. */
const MAX_UNREADABLE = 5;
/** How many times reading it may hang everywhere, over at least this long: a computer that slept is awake by then. */
const MAX_HUNG = 3;
const HUNG_MS = 60_000;

/** How long an engine may take for anything but a slice. */
export const COMMAND: StepPatience = { calmMs: 10_000, hurriedMs: 1_000 };
const UNREADABLE: Message = { id: 'engine.sliceUnreadable' };
/** How long sealing may take: it may wait two seconds for the catalog. */
export const SEAL: StepPatience = { calmMs: 10_000, hurriedMs: 3_000 };

/** What the recorder was asked to do, and when (milliseconds since 1970). */
export interface RecorderOrder {
  readonly state: 'recording' | 'paused';
  readonly atMs: number;
}

/** What a failover needs. */
export interface FailoverPorts {
  /** Replaces the last engine, which is ended, with a new one. */
  openEngine(): Promise<GuardedEngine>;
  /** What is known about the recording, for the next engine. */
  known(): KnownRecording;
  readonly settings: Settings;
  readonly clock: Pick<Clock, 'wait' | 'monotonicMs'>;
  log(level: LogLevel, message: Message): void;
  /** How to read a slice here when no engine can; the browser's ways when absent. */
  readonly reads?: readonly ReadBlob[];
}

/**
 * The engine of a live recording, whichever is alive: when one dies or doesn't answer, the next one continues, indefinitely.
 * Make one call at a time: a new engine must have failed over before it's called.
 */
export class FailoverEngine {
  readonly #ports: FailoverPorts;
  readonly #patience: Patience;
  #engine: GuardedEngine;
  /** Bytes that an engine has confirmed are on disk. */
  #keptBytes = 0;
  readonly #lost = new LostSlices();
  #cannotRead = false;
  #begun: { readonly mimeType: string; readonly atMs: number } | null = null;
  #ordered: RecorderOrder | null = null;
  #markersMs: readonly number[] = [];

  constructor(engine: GuardedEngine, ports: FailoverPorts) {
    this.#engine = engine;
    this.#ports = ports;
    this.#patience = new Patience(ports.clock);
  }

  /** The recording is about to end: shortens every deadline. */
  hurry(): void {
    this.#patience.hurry();
  }

  /** The recorder runs. Every new engine gets this again: the dead one may not have saved it. */
  async started(mimeType: string, atMs: number): Promise<void> {
    this.#begun = { mimeType, atMs };
    await this.ask((to) => to.started(mimeType, atMs), COMMAND);
  }

  /** What the recorder was last asked to do; null: nothing since it started. The engine may not know yet. */
  get ordered(): RecorderOrder | null {
    return this.#ordered;
  }

  /** The recorder pauses or resumes. {@link report} passes it on to the engine. */
  order(order: RecorderOrder): void {
    if (this.#ordered?.state !== order.state) this.#ordered = order;
  }

  /** Reports an order to the engine. Every new engine gets the last one again. */
  async report({ state, atMs }: RecorderOrder): Promise<void> {
    await this.ask((to) => (state === 'paused' ? to.pause(atMs) : to.resume(atMs)), COMMAND);
  }

  /** Replaces the markers. Every new engine gets them again: the dead one may not have saved them. */
  async setMarkers(markersMs: readonly number[]): Promise<void> {
    this.#markersMs = markersMs;
    await this.ask((to) => to.setMarkers(markersMs), COMMAND);
  }

  /** Starts another engine if this one is dead. */
  revive(): Promise<void> {
    return this.ask(async () => undefined, COMMAND);
  }

  /**
   * Calls the engine, and the next one when it dies or doesn't answer.
   * @throws whatever a living engine rejects with.
   * @throws NotLiveError when the recording was sealed before another engine could continue it.
   */
  async ask(use: (to: Engine) => Promise<void>, step: StepPatience): Promise<void> {
    for (let failures = 0; ; failures += 1) {
      await this.#rest(failures);
      if (this.#engine.isDead()) await this.#failOver(0);
      try {
        return await this.#engine.call(use, this.#within(afterFailures(step, failures)));
      } catch (error) {
        if (!isGone(error)) throw error;
        await this.#failOver(0);
      }
    }
  }

  /** Whether the next slice couldn't be read when it was last tried. */
  get cannotRead(): boolean {
    return this.#cannotRead;
  }

  /** How much of the recording couldn't be read. */
  get lost(): Pick<LostSlices, 'filledBytes' | 'missingBytes'> {
    return this.#lost;
  }

  /**
   * Resolves when the slice is on disk, once, or lost because it can't be read. Its place is filled as soon as a later
   * one can be read: players skip the filler, and without it everything after would be lost.
   * @throws as `ask` does, and SliceReadError when several in a row are lost.
   */
  async append(slice: Blob): Promise<void> {
    try {
      if (this.#lost.missingBytes === 0) return await this.#append(slice, null);
      const bytes = await this.#read(slice);
      if (bytes === null || bytes === 'refused') throw new SliceReadError(UNREADABLE);
      for (let filler = this.#nextFiller(); filler !== null; filler = this.#nextFiller()) {
        await this.#append(new Blob([filler]), filler);
        this.#lost.filled();
      }
      await this.#append(slice, bytes);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      this.#lost.add(slice.size);
      this.#ports.log('error', { id: 'engine.sliceLost', chunkBytes: slice.size });
      if (this.#lost.areTooMany) throw error;
    }
  }

  #nextFiller(): ArrayBuffer | null {
    return this.#lost.firstFiller(this.#begun?.mimeType ?? '');
  }

  /** `known`: its bytes, if known. @throws SliceReadError when it can't be read anywhere. */
  async #append(slice: Blob, known: ArrayBuffer | null): Promise<void> {
    const at = this.#keptBytes;
    const sinceMs = this.#ports.clock.monotonicMs();
    const patience = forSlice(slice.size);
    let bytes = known;
    let unreadable = 0;
    let hung = 0;
    for (let failures = 0; ; failures += 1) {
      await this.#rest(failures);
      if (this.#engine.isDead()) await this.#failOver(slice.size);
      // A dead engine may have written it without living to say so.
      if (this.#keptBytes > at) return;
      try {
        const place = { at, bytes };
        await this.#engine.call((to) => to.append(slice, place), this.#within(afterFailures(patience, failures)));
        this.#keptBytes = at + slice.size;
        this.#cannotRead = false;
        return;
      } catch (error) {
        if (isUnreadable(error)) this.#cannotRead = true;
        if (isGone(error)) await this.#failOver(slice.size);
        else if (!isUnreadable(error) || bytes !== null) throw error;
      }
      // A dead engine may have kept it.
      if (bytes !== null || this.#keptBytes > at) continue;
      // The engine may have hung while reading it: this thread is another way.
      const read = await this.#read(slice);
      if (read !== 'refused') {
        bytes = read;
        hung += 1;
        const isLost = bytes === null && hung >= MAX_HUNG && this.#ports.clock.monotonicMs() - sinceMs >= HUNG_MS;
        if (isLost) throw new SliceReadError(UNREADABLE);
        continue;
      }
      unreadable += 1;
      if (unreadable === MAX_UNREADABLE) throw new SliceReadError(UNREADABLE);
      await this.#patience.pause(afterFailures(AGAIN, failures));
    }
  }

  /** Engines may start and die one after the other: from the second failure on, pause before the next. */
  async #rest(failures: number): Promise<void> {
    if (failures > 1) await this.#patience.pause(afterFailures(AGAIN, failures - 2));
  }

  /** Null when it hangs here, too, which decides nothing: the next engine is another try. */
  async #read(slice: Blob): Promise<ArrayBuffer | 'refused' | null> {
    const { reads = BROWSER_READS, clock, log } = this.#ports;
    try {
      const reading = readSlice(slice, reads, clock);
      const { buffer } = await this.#patience.within(reading, APPEND, { id: 'control.browserNoAnswer' });
      this.#cannotRead = false;
      return buffer;
    } catch (error) {
      this.#cannotRead = true;
      log('warning', { id: 'engine.sliceNotReadYet', reason: messageOf(error) });
      const isVerdict = error instanceof SliceReadError && !(error.cause instanceof TooLateError);
      return isVerdict ? 'refused' : null;
    }
  }

  /** `pendingBytes`: the slice that the dead engine may have written. @throws Error when it wrote anything else. */
  async #failOver(pendingBytes: number): Promise<void> {
    const spooledBytes = await this.#openNext();
    if (spooledBytes !== this.#keptBytes && spooledBytes !== this.#keptBytes + pendingBytes) {
      throw new MessageError({ id: 'engine.partMissing' });
    }
    this.#keptBytes = spooledBytes;
  }

  /** Replaces the dead engine, for as long as it takes. Resolves to the bytes on disk. */
  async #openNext(): Promise<number> {
    for (let failures = 0; ; failures += 1) {
      try {
        return await this.#open(failures);
      } catch (error) {
        if (isNotLive(error)) throw error;
        this.#ports.log('warning', { id: 'engine.anotherTry', reason: messageOf(error) });
        await this.#patience.pause(afterFailures(AGAIN, failures));
      }
    }
  }

  async #open(failures: number): Promise<number> {
    const { openEngine, known, settings } = this.#ports;
    const opening = this.#patience.within(
      openEngine(),
      afterFailures(OPEN, failures),
      { id: 'engine.notStarted' },
      (late) => late.close(),
    );
    this.#engine = await opening;
    const within = this.#within(afterFailures(FAIL_OVER, failures));
    const { recording, ...rest } = known();
    const spooledBytes = await this.#engine.begin(
      (to) => to.failOver(recording.id, settings, { recording, ...rest }),
      within,
    );
    const [begun, ordered, markersMs] = [this.#begun, this.#ordered, this.#markersMs];
    if (begun !== null) await this.#engine.call((to) => to.started(begun.mimeType, begun.atMs), within);
    if (ordered?.state === 'paused') await this.#engine.call((to) => to.pause(ordered.atMs), within);
    // The catalog may only know about the pause.
    else if (ordered !== null) await this.#engine.call((to) => to.resume(ordered.atMs), within);
    if (markersMs.length > 0) await this.#engine.call((to) => to.setMarkers(markersMs), within);
    return spooledBytes;
  }

  #within(step: StepPatience): Within {
    return (answer) => this.#patience.within(answer, step, { id: 'engine.noAnswer' });
  }
}

function forSlice(bytes: number): StepPatience {
  const mib = bytes / MIB;
  return {
    calmMs: APPEND.calmMs + mib * PER_MIB.calmMs,
    hurriedMs: APPEND.hurriedMs + mib * PER_MIB.hurriedMs,
  };
}
