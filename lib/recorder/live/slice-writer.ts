import type { SerialQueue } from '../../base/serial-queue.ts';
import { type Message, messageOf } from '../../recording/message.ts';
import { isUnreadable } from '../failover/engine-errors.ts';
import type { FailoverEngine } from '../failover/failover-engine.ts';
import { MAX_WAITING_BYTES, SliceQueue } from '../failover/slice-queue.ts';
import type { LivePorts } from './live-ports.ts';

const TOO_MUCH_WAITS: Message = { id: 'recorder.tooMuchWaits', limitBytes: MAX_WAITING_BYTES };

/** The flow of a live recording's bytes. Times are milliseconds by a clock that never jumps. */
export interface Flow {
  /** Everything from the recorder. */
  readonly handedBytes: number;
  /** The part that isn't on disk. */
  readonly waitingBytes: number;
  /** When the slice that has waited longest was handed over; null when none waits. */
  readonly waitingSinceMs: number | null;
  /** Whether the browser doesn't return that slice's data. */
  readonly cannotRead: boolean;
}

type WriterPorts = Pick<LivePorts, 'clock' | 'dropped' | 'waiting' | 'waitingElsewhere' | 'log'>;

/** Has an engine write slices, one after the other. Each is held until it is on disk, whatever happens to engines. */
export class SliceWriter {
  readonly #engine: Pick<FailoverEngine, 'append' | 'cannotRead'>;
  readonly #asked: SerialQueue;
  readonly #ports: WriterPorts;
  readonly #onProblem: (why: Message) => void;
  readonly #slices = new SliceQueue();
  #problem: Message | null = null;
  #droppedBytes = 0;
  #hasBegun = false;
  #isEnding = false;
  #isClosed = false;

  /**
   * @param asked the calls to the engine.
   * @param onProblem called when the recording has to end: the disk refuses it, or too much waits.
   */
  constructor(
    engine: Pick<FailoverEngine, 'append' | 'cannotRead'>,
    asked: SerialQueue,
    ports: WriterPorts,
    onProblem: (why: Message) => void,
  ) {
    this.#engine = engine;
    this.#asked = asked;
    this.#ports = ports;
    this.#onProblem = onProblem;
  }

  get flow(): Flow {
    const { handedBytes, waitingBytes, waitingSinceMs } = this.#slices;
    return { handedBytes, waitingBytes, waitingSinceMs, cannotRead: this.#engine.cannotRead };
  }

  /** When the last slice came; null: none did. */
  get lastMs(): number | null {
    return this.#slices.lastMs;
  }

  /** When the last slice came that is on disk, if a later one is not; null: all are, or none is. */
  get keptUntilMs(): number | null {
    return this.#problem === null ? null : this.#slices.keptMs;
  }

  /** What can no longer be written, and why; null: all can. */
  get problem(): Message | null {
    return this.#problem;
  }

  /** Bytes after a slice that the disk refused. */
  get droppedBytes(): number {
    return this.#droppedBytes;
  }

  /** Whether nothing may be written any more: the length is final, or the recording never began. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The recorder hands over a slice. */
  add(slice: Blob): void {
    const { log, clock, waiting, waitingElsewhere } = this.#ports;
    if (this.#isClosed) {
      log('warning', { id: 'recorder.lateSlice', chunkBytes: slice.size });
      return;
    }
    // After a slice that the disk refused, another one wouldn't fit.
    if (this.#problem !== null) {
      this.#droppedBytes += slice.size;
      return;
    }
    this.#slices.add(slice, clock.monotonicMs());
    waiting(this.#slices.waitingBytes);
    if (this.#slices.waitingBytes + waitingElsewhere() >= MAX_WAITING_BYTES && !this.#isEnding) {
      log('error', TOO_MUCH_WAITS);
      this.#onProblem(TOO_MUCH_WAITS);
    }
    if (this.#hasBegun) void this.#asked.add(() => this.#writeAll());
  }

  /** The engine has been told that the recorder runs: writes what came before, and from now on everything at once. */
  begin(): void {
    this.#hasBegun = true;
    void this.#asked.add(() => this.#writeAll());
  }

  /** The recording is ending: however much waits, it's no reason to end it. */
  ending(): void {
    this.#isEnding = true;
  }

  /** Resolves when everything is on disk, or lost. Nothing more is taken then. */
  async end(): Promise<void> {
    // A late slice may come while the others are written.
    while (this.#slices.first !== null) await this.#asked.add(() => this.#writeAll());
    this.close();
  }

  /** Nothing is written any more. */
  close(): void {
    this.#isClosed = true;
  }

  /** The disk refuses it, or lost earlier bytes: the next slice would leave a hole. */
  failed(error: unknown): void {
    if (this.#problem !== null) return;
    this.#problem = messageOf(error);
    this.#ports.log('error', { id: 'recorder.sliceLost', reason: this.#problem });
    this.#onProblem(this.#problem);
  }

  /** Never rejects. */
  async #writeAll(): Promise<void> {
    for (let slice = this.#slices.first; slice !== null; slice = this.#slices.first) {
      this.#slices.takeOff(await this.#write(slice));
      this.#ports.dropped(slice.size);
      this.#ports.waiting(this.#slices.waitingBytes);
    }
  }

  /** Whether it is on disk. */
  async #write(slice: Blob): Promise<boolean> {
    if (this.#problem !== null) {
      this.#droppedBytes += slice.size;
      return false;
    }
    try {
      await this.#engine.append(slice);
      return true;
    } catch (error) {
      // A slice that couldn't be read is counted where it was tried.
      if (!isUnreadable(error)) this.#droppedBytes += slice.size;
      this.failed(error);
      return false;
    }
  }
}
