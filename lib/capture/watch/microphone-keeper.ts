import { inTime, systemClock } from '../../base/clock.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { looksWrong } from '../../recording/find-device.ts';
import { joined, type Message } from '../../recording/message.ts';
import type { RecordedMicrophone } from '../../recording/snapshot.ts';
import type { SoundLevel } from '../../recording/sound-level.ts';
import { CaptureError } from '../capture-error.ts';
import { JUDGE_EVERY_MS, type SoundFault, SoundJudge } from '../mix/sound-judge.ts';
import type { Level } from '../mix/sound-level.ts';
import { stopTracks } from '../stop-tracks.ts';

/** When one that is gone is asked for again, where the browser does not say that a device came. The last one goes on. */
const AGAIN_AFTER_MS = [0, 2_000, 10_000] as const;
/** A microphone opens in a second; one that never does must not be the last that is tried. */
const OPEN_PATIENCE_MS = 15_000;
/** The one before is recorded until the sound of the next one comes, which takes a fraction of this. */
const FLOW_PATIENCE_MS = 1_000;

/** A microphone that is open. */
export interface OpenedMicrophone {
  readonly stream: MediaStream;
  /** As the browser calls it; null where it hides that. */
  readonly name: string | null;
  /** Whether it is another one than the one that was chosen, which is not there. */
  readonly isOther: boolean;
}

/** What is done with microphones. */
export interface MicrophonePorts {
  /** Null: the browser's default. @throws CaptureError while there is none. */
  open(device: DeviceChoice | null): Promise<OpenedMicrophone>;
  /** Whether the browser lists it. */
  isThere(device: DeviceChoice): Promise<boolean>;
  /** Calls back when a device came or went. Returns what ends that. */
  onDevicesChanged(callback: () => void): () => void;
  /** Whether the browser has taken away the permission. */
  isForbidden(): Promise<boolean>;
  /** Records this one too, from now on. Resolves when its sound comes. */
  record(stream: MediaStream, volume: number): Promise<void>;
  /** Records this one no more. */
  drop(stream: MediaStream): void;
  setVolume(stream: MediaStream, volume: number): void;
  /** Of one that is recorded. */
  listenTo(stream: MediaStream): Level;
}

/**
 * Keeps a recording's microphone: it can be muted and exchanged while it is recorded, is taken up again when it comes back,
 * and another one is used meanwhile where there is one. Reports what is wrong with it, and null when all is well again.
 */
export class MicrophoneKeeper {
  readonly #ports: MicrophonePorts;
  readonly #report: (what: Message | null) => void;
  readonly #stopFollowing: () => void;
  #choice: DeviceChoice | null;
  /** Null: it is gone. */
  #opened: OpenedMicrophone | null = null;
  #lost: Message | null = null;
  #fault: SoundFault | null = null;
  #isMuted = false;
  #isClosed = false;
  /** Counts what was begun: what is overtaken by something newer has no effect. */
  #turn = 0;
  /** How many open just now. */
  #opening = 0;
  /** The one before, while the next one is awaited. */
  #leaving: MediaStream | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: () => void = () => undefined;

  /** @param first is recorded already. */
  constructor(
    first: OpenedMicrophone,
    choice: DeviceChoice | null,
    ports: MicrophonePorts,
    report: (what: Message | null) => void,
  ) {
    this.#ports = ports;
    this.#report = report;
    this.#choice = choice;
    this.#stopFollowing = ports.onDevicesChanged(() => void this.#devicesChanged());
    this.#watch(first);
  }

  get state(): RecordedMicrophone {
    return { name: this.#opened?.name ?? null, isMuted: this.#isMuted };
  }

  /** Measures how loud it is, whichever it is at the time, muted or not. */
  openMeter(): { take(): SoundLevel | null; close(): void } {
    let stream: MediaStream | null = null;
    let level: Level | null = null;
    return {
      take: () => {
        const now = this.#opened?.stream ?? null;
        if (now !== stream) {
          level?.close();
          stream = now;
          level = now === null ? null : this.#ports.listenTo(now);
        }
        return level?.take() ?? null;
      },
      close: () => level?.close(),
    };
  }

  /** Muted, it is recorded as silence. */
  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const stream of [this.#opened?.stream, this.#leaving]) {
      if (stream) this.#ports.setVolume(stream, this.#volume);
    }
    this.#tell();
  }

  /**
   * Records another one from now on, without a gap: the one before stays until the next one is heard.
   * @param choice null: the browser's default.
   * @throws CaptureError when it does not open; the one before is still recorded.
   */
  async choose(choice: DeviceChoice | null): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    clearTimeout(this.#timer);
    const next = await this.#open(choice).catch((error: unknown) => {
      if (turn === this.#turn && this.#opened === null) this.#askAgain(1);
      throw error;
    });
    if (this.#isClosed || turn !== this.#turn) return stopTracks(next.stream);
    this.#choice = choice;
    await this.#exchange(next);
  }

  /** Lets go of it. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#stopFollowing();
    this.#stopWatching();
    if (this.#opened !== null) stopTracks(this.#opened.stream);
  }

  get #volume(): number {
    return this.#isMuted ? 0 : 1;
  }

  #watch(opened: OpenedMicrophone): void {
    this.#opened = opened;
    this.#lost = null;
    this.#fault = null;
    const { stream } = opened;
    const [track] = stream.getAudioTracks();
    const level = this.#ports.listenTo(stream);
    const judge = new SoundJudge();
    const timer = setInterval(() => {
      const { peak } = level.take();
      if (this.#isMuted || track?.muted === true) return judge.reset();
      this.#fault = judge.look(peak);
      this.#tell();
    }, JUDGE_EVERY_MS);
    const listening = new AbortController();
    const { signal } = listening;
    this.#stopWatching = () => {
      this.#stopWatching = () => undefined;
      clearInterval(timer);
      listening.abort();
      level.close();
    };
    for (const type of ['mute', 'unmute']) track?.addEventListener(type, () => this.#tell(), { signal });
    track?.addEventListener('ended', () => void this.#ended(), { signal });
    this.#tell();
    // One that opens may have ended by now, and no event says so again.
    if (track?.readyState === 'ended') void this.#ended();
  }

  #tell(): void {
    if (!this.#isClosed) this.#report(this.#lost ?? this.#troubles());
  }

  #troubles(): Message | null {
    if (this.#opened === null) return null;
    const { name, isOther, stream } = this.#opened;
    const isOff = stream.getAudioTracks().some(({ muted }) => muted);
    const wrong: Message | null = name !== null && looksWrong(name) ? { id: 'capture.microphoneWrong', name } : null;
    return joined([
      isOther && this.#choice !== null
        ? { id: 'capture.microphoneReplaced', wantedName: this.#choice.label, name: name ?? '' }
        : null,
      isOff ? { id: 'capture.microphoneMuted' } : this.#isMuted || this.#fault === null ? wrong : FAULTS[this.#fault],
    ]);
  }

  async #ended(): Promise<void> {
    this.#stopWatching();
    const ended = this.#opened;
    this.#opened = null;
    if (ended !== null) this.#ports.drop(ended.stream);
    this.#lost = { id: 'capture.microphoneGone' };
    this.#tell();
    const turn = this.#turn;
    const isForbidden = await this.#ports.isForbidden();
    if (this.#isClosed || turn !== this.#turn || this.#opened !== null) return;
    if (isForbidden) this.#lost = { id: 'capture.microphoneRevoked' };
    this.#tell();
    this.#askAgain(0);
  }

  #askAgain(tries: number): void {
    // One that opens now is taken, and this is called again when it does not.
    if (this.#isClosed || this.#opening > 0) return;
    clearTimeout(this.#timer);
    const delayMs = AGAIN_AFTER_MS[Math.min(tries, AGAIN_AFTER_MS.length - 1)] ?? 0;
    this.#timer = setTimeout(() => {
      this.choose(this.#choice).catch((error: unknown) => {
        console.debug('There is no microphone yet.', error);
        if (this.#opened === null) this.#askAgain(tries + 1);
      });
    }, delayMs);
  }

  async #devicesChanged(): Promise<void> {
    if (this.#isClosed) return;
    if (this.#opened === null) return this.#askAgain(0);
    if (!this.#opened.isOther || this.#choice === null) return;
    const turn = this.#turn;
    const isBack = await this.#ports.isThere(this.#choice);
    if (isBack && turn === this.#turn && !this.#isClosed) {
      this.choose(this.#choice).catch((error: unknown) => console.warn('The chosen microphone did not open.', error));
    }
  }

  /** What opens too late is closed. */
  async #open(choice: DeviceChoice | null): Promise<OpenedMicrophone> {
    this.#opening += 1;
    try {
      return await inTime(
        this.#ports.open(choice),
        OPEN_PATIENCE_MS,
        systemClock,
        { id: 'capture.microphoneInUse' },
        ({ stream }) => stopTracks(stream),
      );
    } catch (cause) {
      if (cause instanceof CaptureError) throw cause;
      throw new CaptureError('in-use', { id: 'capture.microphoneInUse' }, { cause });
    } finally {
      this.#opening -= 1;
    }
  }

  async #exchange(next: OpenedMicrophone): Promise<void> {
    const before = this.#opened;
    const flows = this.#ports.record(next.stream, this.#volume);
    this.#stopWatching();
    this.#watch(next);
    if (before === null) return;
    this.#leaving = before.stream;
    await inTime(flows, FLOW_PATIENCE_MS, systemClock, 'No sound comes yet.').catch((error: unknown) =>
      console.debug('The next microphone is silent.', error),
    );
    if (this.#leaving === before.stream) this.#leaving = null;
    this.#ports.drop(before.stream);
    stopTracks(before.stream);
  }
}

const FAULTS = {
  silent: { id: 'capture.microphoneSilent' },
  clips: { id: 'capture.microphoneClips' },
} as const satisfies Readonly<Record<SoundFault, Message>>;
