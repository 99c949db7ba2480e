import type { Capture, ReportTrouble } from '../../capture/capture.ts';
import type { Recorder } from '../../capture/recorder.ts';
import type { LivePorts } from './live-ports.ts';

type OpeningPorts = Pick<LivePorts, 'openCapture' | 'startRecorder'>;

/** A capture that goes from one recording to the next: only its owner closes it, and hears of its troubles. */
interface Shared {
  readonly capture: Capture;
  owner: Part;
  /** What is wrong with it now. */
  readonly troubles: Map<Parameters<ReportTrouble>[0], string>;
}

/** What made a recording go on in another one. */
export type Break = 'recorder' | 'writer';

/** What is open for one recording: a recorder, and a capture of its own or that of the recording that it continues. */
export class Part {
  /** 1, or higher for one that continues another. */
  readonly number: number;
  /** Why there is this one; null for the first. */
  readonly after: Break | null;
  #shared: Shared | null;
  #recorder: Recorder | null = null;
  #handedBytes = 0;
  #isClosed = false;
  #reportTrouble: ReportTrouble = () => undefined;

  /** @param before the part whose capture it uses, which stays its owner until {@link own}; null: it opens its own. */
  constructor(before: Part | null, after: Break | null = null) {
    this.after = after;
    this.number = before === null ? 1 : before.number + 1;
    this.#shared = before === null ? null : before.#shared;
  }

  /** The ports of a live recording, through this. */
  through({ openCapture, startRecorder }: OpeningPorts): OpeningPorts {
    return {
      openCapture: async (request, signal, reportTrouble) => {
        this.#reportTrouble = reportTrouble;
        this.#shared ??= await this.#share((tell) => openCapture(request, signal, tell));
        const { capture } = this.#shared;
        return { ...capture, deviceName: this.titled(capture.deviceName), close: () => this.#close() };
      },
      startRecorder: async (stream, options, events) => {
        const slice = (data: Blob) => {
          this.#handedBytes += data.size;
          events.slice(data);
        };
        this.#recorder = await startRecorder(stream, options, { ...events, slice });
        return this.#recorder;
      },
    };
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

  /** Has the recorder hand over what it holds. */
  requestData(): void {
    this.#recorder?.requestData();
  }

  /** Takes the capture over for good, from the part before. */
  own(): void {
    if (this.#shared === null) return;
    this.#shared.owner = this;
    // The part before has heard of what is wrong already.
    for (const [about, sentence] of this.#shared.troubles) this.#reportTrouble(about, sentence);
    if (this.#isClosed) this.#close();
  }

  async #share(open: (tell: ReportTrouble) => Promise<Capture>): Promise<Shared> {
    const troubles: Shared['troubles'] = new Map();
    const capture = await open((about, sentence) => {
      if (sentence === null) troubles.delete(about);
      else troubles.set(about, sentence);
      (this.#shared?.owner ?? this).#reportTrouble(about, sentence);
    });
    return { capture, owner: this, troubles };
  }

  #close(): void {
    this.#isClosed = true;
    if (this.#shared?.owner === this) this.#shared.capture.close();
  }
}

/** For the recording that another one continues. */
export const ENDED_BY: Readonly<Record<Break, string>> = {
  recorder:
    'The browser’s recorder stopped handing over what it recorded, so this recording ended there. What it had handed over is kept.',
  writer:
    'The disk stopped taking this recording, so it ended there and the next part goes on. What waited in memory is written as soon as the disk takes it.',
};

const HAPPENED: Readonly<Record<Break, string>> = {
  recorder: 'The browser’s recorder stopped handing over what it recorded, as it may after the computer’s sleep.',
  writer: 'The disk stopped taking the recording. Keep the browser open: what waits is in memory.',
};

/** For the recording that continues another. `hasUrl`: whether it can be sent to where the first one goes. */
export function continuationWarning(number: number, hasUrl: boolean, after: Break): string {
  const what = `${HAPPENED[after]} The recording goes on as part ${number}, a file of its own; some seconds between the two are missing.`;
  return hasUrl ? what : `${what} It needs an upload URL of its own: give it one now or when it has ended.`;
}
