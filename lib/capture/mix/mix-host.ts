import { assertNever } from '../../base/errors.ts';
import { LOOK_EVERY_MS, WorkerLooks, WorkerSilence } from '../worker-silence.ts';
import type { MixNews, MixOrder } from './mix-messages.ts';
import { BLOCK_MS, type MixedBlock, type SoundKind } from './mixer.ts';
import { type Level, LevelTaps } from './sound-level.ts';

/** The limiter's delay, rounded up: another mix begins this much later, so that its first block doesn't overlap. */
const SEAM_MS = 10;
/** How often to look when somebody waits for the last of the sound: a silent worker must be replaced in good time. */
const HURRIED_LOOK_MS = 200;

/** What mixes: a worker, or this document itself. */
export interface MixWorker {
  post(order: MixOrder, transfer: Transferable[]): void;
  end(): void;
}

type OpenOrder = Extract<MixOrder, { kind: 'open' }>;
type BeginOrder = Extract<MixOrder, { kind: 'begin' }>;

/** What a host needs from the browser. */
export interface MixPorts {
  /** `died`: it no longer works; may be called more than once. */
  openWorker(order: OpenOrder, heard: (news: MixNews) => void, died: (reason: string) => void): MixWorker;
  /** Mixes in this thread. */
  openHere(order: OpenOrder, heard: (news: MixNews) => void): MixWorker;
  soundOf(track: MediaStreamTrack): ReadableStream<AudioData>;
  /** Milliseconds by a clock that never jumps, and is the same in a worker. */
  nowMs(): number;
  /** When this document was created, on that clock. */
  readonly originMs: number;
  /** Calls back repeatedly; returns a function that stops it. */
  every(delayMs: number, callback: () => void): () => void;
}

/** A sound to mix. */
export interface HostedSound {
  readonly track: MediaStreamTrack;
  readonly kind: SoundKind;
  /** How late its capture times are, in milliseconds: it's mixed that much earlier. */
  readonly lateMs: number;
}

interface Hosted extends HostedSound {
  readonly taps: LevelTaps;
  readonly flows: PromiseWithResolvers<void>;
  volume: number;
  arrived: number;
}

/**
 * Has a worker mix sounds, so that the sound is on time while this document is busy: it shares its thread with every open page
 * of the extension. If the worker dies or hangs, this document mixes for the rest of the recording.
 */
export class MixHost {
  readonly #ports: MixPorts;
  readonly #voiceAboveDb: number | null;
  readonly #emit: (block: MixedBlock) => void;
  readonly #sounds = new Map<number, Hosted>();
  readonly #asked = new Map<number, () => void>();
  #stopLooking: () => void;
  #worker: MixWorker;
  #isHere = false;
  #nextId = 0;
  readonly #sinceMs: number;
  #last: Pick<MixedBlock, 'timestampUs' | 'capturedAtMs'> | null = null;
  #begun: BeginOrder | null = null;
  #heard = false;
  #looks: WorkerLooks;
  readonly #silence = new WorkerSilence();
  #isClosed = false;

  /** @param emit takes the blocks of the mix, one after the other. */
  constructor(ports: MixPorts, voiceAboveDb: number | null, emit: (block: MixedBlock) => void) {
    this.#ports = ports;
    this.#voiceAboveDb = voiceAboveDb;
    this.#emit = emit;
    this.#sinceMs = ports.nowMs();
    this.#looks = new WorkerLooks(this.#sinceMs);
    this.#worker = ports.openWorker(
      this.#opening(this.#sinceMs),
      (news) => {
        if (!this.#isHere) this.#hear(news);
      },
      (reason) => {
        if (!this.#isHere) this.#mixHere(reason);
      },
    );
    this.#stopLooking = ports.every(LOOK_EVERY_MS, () => this.#look());
  }

  /** Whether anything has been mixed. */
  get hasBegun(): boolean {
    return this.#last !== null;
  }

  /** Starts without a sound. `nowUs`: the current time on the sources' clock. */
  begin(nowUs: number): void {
    this.#begun = { kind: 'begin', nowUs, atMs: this.#ports.nowMs() };
    this.#worker.post(this.#begun, []);
  }

  /** Adds a sound. Returns its handle. */
  add(sound: HostedSound): HostedInput {
    const id = this.#nextId;
    this.#nextId += 1;
    const hosted: Hosted = { ...sound, taps: new LevelTaps(), flows: Promise.withResolvers(), volume: 1, arrived: 0 };
    this.#sounds.set(id, hosted);
    this.#handOver(id, hosted);
    return {
      flows: hosted.flows.promise,
      setVolume: (volume) => {
        hosted.volume = volume;
        this.#worker.post({ kind: 'volume', id, volume }, []);
      },
      listen: () => hosted.taps.listen(),
      arrived: () => hosted.arrived,
      remove: () => {
        this.#sounds.delete(id);
        this.#worker.post({ kind: 'remove', id }, []);
      },
    };
  }

  /** Resolves when everything that was captured up to now has been emitted; never, if it doesn't come. */
  catchUp(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const untilMs = this.#ports.nowMs();
    this.#asked.set(untilMs, resolve);
    this.#worker.post({ kind: 'catch-up', untilMs }, []);
    this.#hurry(untilMs);
    return promise;
  }

  /** Can be called more than once. */
  close(): void {
    this.#isClosed = true;
    this.#stopLooking();
    this.#worker.end();
  }

  #opening(sinceMs: number): OpenOrder {
    return { kind: 'open', voiceAboveDb: this.#voiceAboveDb, sinceMs, documentOriginMs: this.#ports.originMs };
  }

  #handOver(id: number, { track, kind, lateMs, volume }: Hosted): void {
    const readable = this.#ports.soundOf(track);
    this.#worker.post({ kind: 'add', id, soundKind: kind, lateMs, readable }, [readable]);
    if (volume !== 1) this.#worker.post({ kind: 'volume', id, volume }, []);
  }

  #hear(news: MixNews): void {
    if (this.#isClosed) return;
    this.#heard = true;
    switch (news.kind) {
      case 'block':
        this.#last = { timestampUs: news.block.timestampUs, capturedAtMs: news.block.capturedAtMs };
        for (const [id, level] of news.levels) this.#sounds.get(id)?.taps.add(level);
        this.#emit(news.block);
        return;
      case 'beat':
        for (const [id, arrived] of news.arrived) {
          const sound = this.#sounds.get(id);
          if (sound === undefined || arrived === 0) continue;
          sound.arrived = arrived;
          sound.flows.resolve();
        }
        return;
      case 'caught-up':
        this.#asked.get(news.untilMs)?.();
        this.#asked.delete(news.untilMs);
        return;
      default:
        assertNever(news);
    }
  }

  #hurry(nowMs: number): void {
    this.#stopLooking();
    this.#looks = new WorkerLooks(nowMs, HURRIED_LOOK_MS);
    if (!this.#isClosed) this.#stopLooking = this.#ports.every(HURRIED_LOOK_MS, () => this.#look());
  }

  #look(): void {
    const isSilent = this.#silence.look(this.#heard, this.#looks.weigh(this.#ports.nowMs()));
    this.#heard = false;
    if (!this.#isHere && isSilent) this.#mixHere('It is silent.');
  }

  /** From where the worker stopped. */
  #mixHere(reason: string): void {
    if (this.#isClosed) return;
    console.warn('The worker that mixes has died.', reason);
    this.#worker.end();
    this.#isHere = true;
    const last = this.#last;
    const sinceMs = last === null ? this.#sinceMs : last.capturedAtMs + BLOCK_MS + SEAM_MS;
    this.#worker = this.#ports.openHere(this.#opening(sinceMs), (news) => this.#hear(news));
    const begun = last === null ? this.#begun : beginAfter(last);
    if (begun !== null) this.#worker.post(begun, []);
    for (const [id, sound] of this.#sounds) {
      try {
        this.#handOver(id, sound);
      } catch (error) {
        console.warn('A sound ended earlier.', error);
      }
    }
    for (const untilMs of this.#asked.keys()) this.#worker.post({ kind: 'catch-up', untilMs }, []);
  }
}

/** The clocks, as the last block shows them. */
function beginAfter({ timestampUs, capturedAtMs }: Pick<MixedBlock, 'timestampUs' | 'capturedAtMs'>): BeginOrder {
  return { kind: 'begin', nowUs: timestampUs, atMs: capturedAtMs };
}

/** One sound in the mix. */
export interface HostedInput {
  /** Resolves when the first of it arrives. */
  readonly flows: Promise<void>;
  /** 1 unchanged, 0 silent; with a short fade, so it doesn't click. */
  setVolume(volume: number): void;
  /** Its level, regardless of its volume. */
  listen(): Level;
  /** Chunks that have arrived so far. */
  arrived(): number;
  /** Removes it from the mix. */
  remove(): void;
}
