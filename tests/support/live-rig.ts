import type { Capture } from '../../lib/capture/capture.ts';
import type { TrackEnds } from '../../lib/capture/pictures/file-pictures.ts';
import type { RecorderEvents } from '../../lib/capture/recorder.ts';
import type { Engine } from '../../lib/engine/engine-api.ts';
import { NotLiveError } from '../../lib/engine/engine-api.ts';
import { SliceReadError } from '../../lib/engine/spooling/read-slice.ts';
import type { SlicePlace } from '../../lib/engine/spooling/spool-writer.ts';
import { type OpenEngine, openGuarded } from '../../lib/recorder/failover/guarded-engine.ts';
import type { LivePorts, LiveRequest } from '../../lib/recorder/live/live-ports.ts';
import type { LiveRecording } from '../../lib/recorder/live/live-recording.ts';
import { startLive } from '../../lib/recorder/live/start-live.ts';
import { type Message, MessageError } from '../../lib/recording/message.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';
import { RECORDER, STILL_PICTURE, TAB } from './capture-requests.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeFile } from './fake-file.ts';
import { text } from './text.ts';

/** How a test makes one call to an engine, or its start, go wrong. `late`: it answers after 15 seconds. */
export type Fate =
  | 'well'
  | 'hangs'
  | 'hangs when done'
  | 'dies'
  | 'dies when done'
  | 'late'
  /** It rejects but lives on. */
  | 'fails'
  /** For an append: it rejects because the slice can't be read. */
  | 'cannot read';

/** A slice identified by its number; its content is never looked at. */
export class NumberedSlice extends FakeFile {
  readonly number: number;

  constructor(number: number, bytes: number) {
    super(() => undefined, 0, bytes);
    this.number = number;
  }
}

const LATE_MS = 15_000;
/** The browser kills a hanging worker two seconds after being asked to. */
const LINGER_MS = 2_000;

export const REQUEST: LiveRequest = {
  recording: { id: 'a', source: 'tab', title: 'A page', startedAtMs: 0, target: { uploadUrl: 'https://x.test/u' } },
  capture: TAB,
  recorder: RECORDER,
  settings: DEFAULT_SETTINGS,
  stop: null,
};

/** A document that makes a recording, with failing engines, on a clock driven by the test. */
export class LiveRig {
  readonly clock = new FakeClock();
  /** What is on disk: the slices' numbers in order, or a placeholder for one. */
  readonly disk: (number | 'zeros' | 'free box')[] = [];
  diskBytes = 0;
  sealed: { readonly problem: Message | null; readonly atMs: number } | null = null;
  /** The markers given to the last engine. */
  markersMs: readonly number[] = [];
  readonly calls: string[] = [];
  readonly logs: Message[] = [];
  readonly held: Message[] = [];
  readonly ended: unknown[] = [];
  droppedBytes = 0;
  waitingBytes = 0;
  waitingElsewhereBytes = 0;
  mostWaitingBytes = 0;
  stoppingAtMs: number | null = null;
  isCaptureClosed = false;
  /** How the next calls go, `open` being an engine's start; calls it doesn't name go well. */
  fateOf: (call: string) => Fate = () => 'well';
  /** Waits for sounds still in flight. */
  catchUp: () => Promise<boolean> = async () => true;
  captureFault: Error | 'hangs' | null = null;
  /** Aborted when nobody is waiting for the capture any more. */
  captureSignal: AbortSignal | null = null;
  recorderFault: Error | 'hangs' | null = null;
  recorderStop: 'well' | 'hangs' | 'fails' = 'well';
  mimeType = 'video/webm';
  /** Pictures that the recorder was given so far. */
  given: number | null = null;
  /** Where the file ends, as far as the recorder knows. */
  ends: TrackEnds | null | 'hangs' = null;
  openingGapMs: number | null = null;
  /** When the recorder was paused, if you stopped it before it ran. */
  takenUntilMs: number | null = null;
  /** Whether reading in the document hangs. */
  readHangs = false;
  /** Whether the browser refuses to read in the document. */
  readFails = false;
  /** What the recorder hands over as it stops. */
  lastSliceBytes = 1;
  /** Called as the recorder starts, before anyone knows that it has. */
  onStart: (events: RecorderEvents) => void = () => undefined;
  /** When the file is free to write: until then, an earlier engine may still hold it. */
  #freeAtMs = 0;
  #handed = 0;
  handedBytes = 0;
  #recorder: RecorderEvents | null = null;
  live: LiveRecording | null = null;

  readonly ports: LivePorts = {
    openCapture: async (_request, signal) => {
      this.captureSignal = signal;
      if (this.captureFault === 'hangs') return new Promise(() => undefined);
      if (this.captureFault !== null) throw this.captureFault;
      return {
        stream: {},
        deviceName: null,
        picture: { ...STILL_PICTURE, given: () => this.given },
        sound: { catchUp: () => this.catchUp() },
        pictureEnded: new Promise(() => undefined),
        close: () => {
          this.isCaptureClosed = true;
        },
      } as unknown as Capture;
    },
    startRecorder: async (_stream, _options, events) => {
      if (this.recorderFault === 'hangs') return new Promise(() => undefined);
      if (this.recorderFault !== null) throw this.recorderFault;
      this.#recorder = events;
      this.onStart(events);
      return {
        mimeType: this.mimeType,
        beganMs: this.clock.monotonicMs(),
        takenUntilMs: () => this.takenUntilMs,
        pause: () => void this.calls.push('recorder pauses'),
        resume: () => void this.calls.push('recorder resumes'),
        requestData: () => undefined,
        pictures: () => null,
        ends: async () => (this.ends === 'hangs' ? new Promise(() => undefined) : this.ends),
        openingGapMs: () => this.openingGapMs,
        noteDropped: () => undefined,
        stop: async () => {
          if (this.recorderStop === 'hangs') return new Promise(() => undefined);
          if (this.recorderStop === 'fails') throw new Error('It failed.');
          if (this.lastSliceBytes > 0) this.slice(this.lastSliceBytes);
        },
      };
    },
    openEngine: () =>
      openGuarded(
        this.#open,
        { snapshot: () => undefined, log: () => undefined },
        () => this.live?.engineDied(),
        this.clock,
      ),
    known: () => ({ recording: REQUEST.recording, hasSent: false, isUploadHeld: false }),
    reads: [
      async (blob) => {
        if (this.readHangs) return new Promise(() => undefined);
        if (this.readFails) throw new Error('The requested file could not be read.');
        return { byteLength: blob.size } as ArrayBuffer;
      },
    ],
    nowMs: () => this.clock.now(),
    clock: this.clock,
    dropped: (bytes) => {
      this.droppedBytes += bytes;
    },
    waiting: (bytes) => {
      this.waitingBytes = bytes;
      this.mostWaitingBytes = Math.max(this.mostWaitingBytes, bytes);
    },
    waitingElsewhere: () => this.waitingElsewhereBytes,
    stopped: new AbortController().signal,
    stopping: () => {
      this.stoppingAtMs = this.clock.now();
    },
    isContinuation: false,
    isRecordedElsewhere: false,
    urlTaken: () => undefined,
    discarded: () => void this.calls.push('discarded'),
    recorderFailed: async () => undefined,
    held: (why) => void this.held.push(why),
    log: (_level, message) => void this.logs.push(message),
    reportTrouble: () => undefined,
  };

  /** Starts it, letting the time this takes pass. */
  async start(): Promise<LiveRecording> {
    const starting = startLive(REQUEST, this.ports, (error) => void this.ended.push(error));
    const live = await this.during(starting, 200_000);
    this.live = live;
    return live;
  }

  /** The recorder hands over a slice. */
  slice(bytes = 1): void {
    this.handedBytes += bytes;
    this.#recorder?.slice(new NumberedSlice(this.#handed, bytes).asBlob());
    this.#handed += 1;
  }

  /** The browser stops the recorder. */
  recorderEnds(why: Message): void {
    this.#recorder?.ended(why);
  }

  /** The numbers of all slices handed over. */
  get handed(): readonly number[] {
    return Array.from({ length: this.#handed }, (_, number) => number);
  }

  /** Awaits a promise, letting the time it needs pass. @throws Error when it takes too long. */
  async during<T>(work: Promise<T>, limitMs: number): Promise<T> {
    let isSettled = false;
    const settled = () => {
      isSettled = true;
    };
    work.then(settled, settled);
    await this.clock.runUntil(() => isSettled, limitMs);
    if (!isSettled) throw new Error(`It was not over within ${limitMs} ms.`);
    return work;
  }

  readonly #open: OpenEngine = async (_events, onCrash) => {
    const worker = { isClosed: false, isHung: false };
    const close = () => {
      if (worker.isClosed) return;
      worker.isClosed = true;
      if (worker.isHung) this.#freeAtMs = this.clock.now() + LINGER_MS;
    };
    const run = async <T>(name: string, work: () => T, reads = false): Promise<T> => {
      const fate = this.fateOf(name);
      this.calls.push(fate === 'well' ? name : `${name} ${fate}`);
      const never = () => {
        worker.isHung = true;
        return new Promise<never>(() => undefined);
      };
      const die = () => {
        onCrash(text('It ran out of memory.'));
        return new Promise<never>(() => undefined);
      };
      if (fate === 'hangs') return never();
      if (fate === 'dies') return die();
      if (fate === 'fails') throw new Error('The disk is full.');
      if (fate === 'cannot read' && reads) throw new SliceReadError(text('It could not be read.'));
      if (fate === 'late') await this.clock.wait(LATE_MS, new AbortController().signal);
      // A terminated engine does nothing any more.
      if (worker.isClosed) return never();
      const value = work();
      if (fate === 'hangs when done') return never();
      return fate === 'dies when done' ? die() : value;
    };
    const engine: Partial<Engine> = {
      create: () => run('create', () => undefined),
      failOver: async () => {
        // The dead one's lock.
        const waitMs = this.#freeAtMs - this.clock.now();
        if (waitMs > 0) await this.clock.wait(waitMs, new AbortController().signal);
        return run('failOver', () => {
          if (this.sealed !== null) throw new NotLiveError();
          return this.diskBytes;
        });
      },
      started: () => run('started', () => undefined),
      pause: () => run('pause', () => undefined),
      resume: () => run('resume', () => undefined),
      // It doesn't read slices whose bytes it is given.
      append: (blob, place) => run('append', () => this.#append(blob, place), place?.bytes === null),
      setMarkers: (markersMs) =>
        run('setMarkers', () => {
          this.markersMs = markersMs;
        }),
      seal: (atMs, problem) =>
        run('seal', () => {
          this.sealed = { problem, atMs };
        }),
      fail: (problem) => run(`fail ${problem.id}`, () => undefined),
    };
    await run('open', () => undefined);
    return { engine: engine as Engine, close };
  };

  #append(blob: Blob, place: SlicePlace | undefined): void {
    const slice: unknown = blob;
    if (place === undefined) throw new Error('This is a slice without a place.');
    if (place.at + blob.size === this.diskBytes) return;
    if (place.at !== this.diskBytes) throw new MessageError({ id: 'engine.partMissing' });
    if (slice instanceof NumberedSlice) this.disk.push(slice.number);
    else if (place.bytes === null) throw new Error('This is no slice.');
    else this.disk.push(new TextDecoder().decode(place.bytes.slice(4, 8)) === 'free' ? 'free box' : 'zeros');
    this.diskBytes += blob.size;
  }
}
