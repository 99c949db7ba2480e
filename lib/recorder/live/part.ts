import { systemClock } from '../../base/clock.ts';
import { Stopwatch } from '../../base/stopwatch.ts';
import type { Capture, ReportTrouble } from '../../capture/capture.ts';
import type { CaptureSound } from '../../capture/capture-sound.ts';
import type { Recorder } from '../../capture/recorder.ts';
import type { CameraKeeper } from '../../capture/watch/camera-keeper.ts';
import type { Message } from '../../recording/message.ts';
import type { LivePorts } from './live-ports.ts';

type OpeningPorts = Pick<LivePorts, 'openCapture' | 'startRecorder'>;

/** A capture that passes from one recording to the next: only its owner closes it and gets its warnings. */
interface Shared {
  readonly capture: Capture;
  owner: Part;
  /** What is wrong with it now. */
  readonly troubles: Map<Parameters<ReportTrouble>[0], Message>;
}

/** Why a recording continues in a new part. */
export type Break = 'recorder' | 'writer';

/** What is open for one recording: a recorder, and a capture of its own or of the recording it continues. */
export class Part {
  /** 1, or higher for one that continues another. */
  readonly number: number;
  /** Why there is this one; null for the first. */
  readonly after: Break | null;
  /** The one with number 1. */
  readonly first: Part;
  #shared: Shared | null = null;
  #recorder: Recorder | null = null;
  #handedBytes = 0;
  #isClosed = false;
  #next: Part | null = null;
  #isPostponed = false;
  readonly #postponed = Promise.withResolvers<Message>();
  readonly #opened = Promise.withResolvers<void>();
  /** How long its recorder was paused. */
  readonly #pauses = new Stopwatch(() => systemClock.monotonicMs());
  #reportTrouble: ReportTrouble = () => undefined;

  /** @param before the part whose capture it uses, which stays its owner until {@link own}; null: it opens its own. */
  constructor(before: Part | null, after: Break | null = null) {
    this.after = after;
    this.number = before === null ? 1 : before.number + 1;
    this.first = before?.first ?? this;
    if (before === null) return;
    this.#shared = before.#shared;
    before.#next = this;
  }

  /** The ports of a live recording, through this. */
  through({ openCapture, startRecorder }: OpeningPorts): OpeningPorts {
    return {
      openCapture: async (request, signal, reportTrouble) => {
        this.#reportTrouble = reportTrouble;
        this.#shared ??= await this.#share((report) => openCapture(request, signal, report));
        this.#opened.resolve();
        const { capture } = this.#shared;
        return { ...capture, deviceName: this.titled(capture.deviceName), close: () => this.#close() };
      },
      startRecorder: async (stream, options, events) => {
        const slice = (data: Blob) => {
          this.#handedBytes += data.size;
          events.slice(data);
        };
        const { picture } = options;
        // The recorder of the part before still gets every picture.
        const own = this.number === 1 ? picture : { ...picture, setFlow: () => undefined };
        // A recorder that is postponed ends as one whose picture has ended.
        const pictureEnded = Promise.race([options.pictureEnded, this.#postponed.promise]);
        const wishes = { ...options, pictureEnded, picture: own };
        const recorder = await startRecorder(stream, wishes, { ...events, slice });
        this.#recorder = recorder;
        const pauses = this.#pauses;
        return {
          ...recorder,
          // What was paused before anyone asked counts for nothing.
          get beganMs() {
            return recorder.beganMs + pauses.elapsedMs;
          },
          pause: () => this.#pause(),
          resume: () => this.#resume(),
        };
      },
    };
  }

  /** Resolves when its capture is open: its sound and its camera can be changed, though its recorder may not run yet. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /**
   * Whether it was paused before its recorder ran, and so doesn't begin. A recorder that isn't paused from the first moment records
   * some of the pause, and one that is paused from the first moment never says that it runs.
   */
  get isPostponed(): boolean {
    return this.#isPostponed;
  }

  /** Pauses the part that continues this one, too, while that one opens: nobody knows of it yet. */
  #pause(): void {
    // Sound arrives late: what was said during the pause would come after it.
    this.sound?.pause();
    this.#recorder?.pause();
    this.#pauses.start();
    if (this.#next !== null) this.#next.#pauseOrPostpone();
  }

  #pauseOrPostpone(): void {
    if (this.#recorder !== null) {
      this.#pause();
      return;
    }
    this.#isPostponed = true;
    this.#postponed.resolve({ id: 'recorder.postponed' });
  }

  #resume(): void {
    this.sound?.resume();
    this.#recorder?.resume();
    this.#pauses.stop();
    if (this.#next !== null) this.#next.#resume();
  }

  /** A recording's title with the number of this part. */
  titled(title: string | null): string | null {
    if (title === null || this.number === 1) return title;
    return `${title.replace(/ \(part \d+\)$/, '')} (part ${this.number})`;
  }

  /** Bytes that the recorder has handed over. */
  handedBytes(): number {
    return this.#handedBytes;
  }

  /** See {@link Capture.frames}. */
  frames(): number | null {
    return this.#shared?.capture.frames() ?? null;
  }

  /** What can be done to the sound; null: none is recorded, or it is not open yet. */
  get sound(): CaptureSound | null {
    return this.#shared?.capture.sound ?? null;
  }

  /** The camera in the picture; null: there is none that can be changed, or it is not open yet. */
  get camera(): CameraKeeper | null {
    return this.#shared?.capture.picture.camera ?? null;
  }

  /** See {@link CapturePicture.limitRate}. */
  async limitRate(framesPerSecond: number): Promise<number | null> {
    return (await this.#shared?.capture.picture.limitRate(framesPerSecond)) ?? null;
  }

  /** Resolves when the recorder’s picture is dead, and the capture has another one for the next part. */
  get pictureReplaced(): Promise<void> {
    return this.#shared?.capture.picture.replaced ?? new Promise(() => undefined);
  }

  /** See {@link Recorder.pictures}. */
  recordedPictures(): number | null {
    return this.#recorder?.pictures() ?? null;
  }

  /** See {@link Recorder.noteDropped}. */
  noteDropped(share: number): void {
    this.#recorder?.noteDropped(share);
  }

  /** Makes the recorder hand over what it holds. */
  requestData(): void {
    this.#recorder?.requestData();
  }

  /** Becomes the capture's owner, in place of the previous part. */
  own(): void {
    if (this.#shared === null) return;
    this.#shared.owner = this;
    // The previous part has these warnings already.
    for (const [about, what] of this.#shared.troubles) this.#reportTrouble(about, what);
    if (this.#isClosed) this.#close();
  }

  async #share(open: (report: ReportTrouble) => Promise<Capture>): Promise<Shared> {
    const troubles: Shared['troubles'] = new Map();
    const capture = await open((about, what) => {
      if (what === null) troubles.delete(about);
      else troubles.set(about, what);
      (this.#shared?.owner ?? this).#reportTrouble(about, what);
    });
    return { capture, owner: this, troubles };
  }

  #close(): void {
    this.#isClosed = true;
    if (this.#shared?.owner === this) this.#shared.capture.close();
  }
}

/** For the recording that another one continues. */
export const ENDED_BY = {
  recorder: { id: 'recorder.endedBySilence' },
  writer: { id: 'recorder.endedByDisk' },
} as const satisfies Readonly<Record<Break, Message>>;

const CONTINUES = {
  recorder: { withUrl: 'recorder.continues', without: 'recorder.continuesWithoutUrl' },
  writer: { withUrl: 'recorder.continuesAfterDisk', without: 'recorder.continuesAfterDiskWithoutUrl' },
} as const;

/** For the recording that continues another. `hasUrl`: whether it can be sent to where the first one goes. */
export function continuationWarning(number: number, hasUrl: boolean, after: Break): Message {
  return { id: CONTINUES[after][hasUrl ? 'withUrl' : 'without'], number };
}
