import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { looksWrong } from '../../recording/find-device.ts';
import { joined, type Message } from '../../recording/message.ts';
import type { RecordedMicrophone } from '../../recording/snapshot.ts';
import type { SoundLevel } from '../../recording/sound-level.ts';
import { CaptureError } from '../capture-error.ts';
import { JUDGE_EVERY_MS, type SoundFault, SoundJudge } from '../mix/sound-judge.ts';
import type { Level } from '../mix/sound-level.ts';
import { DeviceKeeper, type DevicePorts, type OpenedDevice } from './device-keeper.ts';

/** What a microphone keeper needs. */
export interface MicrophonePorts extends Omit<DevicePorts, 'record' | 'tooLate' | 'changed'> {
  /** Records this one too, from now on. Resolves when its sound arrives. */
  record(stream: MediaStream, volume: number): Promise<void>;
  setVolume(stream: MediaStream, volume: number): void;
  /** The level of one that is recorded. */
  listenTo(stream: MediaStream): Level;
  /** Chunks of its sound that have arrived so far. */
  arrivedOf(stream: MediaStream): number;
}

/**
 * The microphone of a recording, kept by a {@link DeviceKeeper}: it can be muted and measured. Reports problems, and
 * null when it's fine again.
 */
export class MicrophoneKeeper {
  readonly #ports: MicrophonePorts;
  readonly #report: (what: Message | null) => void;
  readonly #keeper: DeviceKeeper;
  #watched: OpenedDevice | null = null;
  #stopWatching: () => void = () => undefined;
  #fault: SoundFault | null = null;
  #isMuted = false;
  #isClosed = false;

  /** @param first is recorded already. */
  constructor(
    first: OpenedDevice,
    choice: DeviceChoice | null,
    ports: MicrophonePorts,
    report: (what: Message | null) => void,
  ) {
    this.#ports = ports;
    this.#report = report;
    this.#keeper = new DeviceKeeper(first, choice, {
      ...ports,
      record: (stream) => ports.record(stream, this.#volume),
      tooLate: () => new CaptureError('in-use', { id: 'capture.microphoneInUse' }),
      changed: () => this.#changed(),
    });
    this.#keeper.begin();
  }

  get state(): RecordedMicrophone {
    return { name: this.#keeper.opened?.name ?? null, isMuted: this.#isMuted };
  }

  /** Measures its level, whichever microphone it is at the time, muted or not. */
  openMeter(): { take(): SoundLevel | null; close(): void } {
    let stream: MediaStream | null = null;
    let level: Level | null = null;
    return {
      take: () => {
        const now = this.#keeper.opened?.stream ?? null;
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

  /** A muted one is recorded as silence. */
  setMuted(isMuted: boolean): void {
    this.#isMuted = isMuted;
    for (const stream of this.#keeper.recorded) this.#ports.setVolume(stream, this.#volume);
    this.#reportTrouble();
  }

  /** See {@link DeviceKeeper.choose}. @throws CaptureError */
  choose(choice: DeviceChoice | null): Promise<void> {
    return this.#keeper.choose(choice);
  }

  /** Lets go of it. */
  close(): void {
    this.#isClosed = true;
    this.#stopWatching();
    this.#keeper.close();
  }

  get #volume(): number {
    return this.#isMuted ? 0 : 1;
  }

  #changed(): void {
    const { opened } = this.#keeper;
    if (opened !== this.#watched) {
      this.#watched = opened;
      this.#stopWatching();
      this.#fault = null;
      this.#stopWatching = opened === null || this.#isClosed ? () => undefined : this.#watch(opened);
    }
    this.#reportTrouble();
  }

  #watch({ stream }: OpenedDevice): () => void {
    const [track] = stream.getAudioTracks();
    const level = this.#ports.listenTo(stream);
    const judge = new SoundJudge();
    let arrived = 0;
    const timer = setInterval(() => {
      const { peak } = level.take();
      const before = arrived;
      arrived = this.#ports.arrivedOf(stream);
      if (this.#isMuted || track?.muted === true) return judge.reset();
      this.#fault = judge.look(peak, arrived !== before);
      this.#reportTrouble();
    }, JUDGE_EVERY_MS);
    const report = () => this.#reportTrouble();
    for (const type of ['mute', 'unmute']) track?.addEventListener(type, report);
    return () => {
      this.#stopWatching = () => undefined;
      clearInterval(timer);
      level.close();
      for (const type of ['mute', 'unmute']) track?.removeEventListener(type, report);
    };
  }

  #reportTrouble(): void {
    if (!this.#isClosed) this.#report(this.#trouble());
  }

  #trouble(): Message | null {
    const { opened, loss, choice } = this.#keeper;
    if (loss !== null) return LOST[loss];
    if (opened === null) return null;
    const { name, isOther, stream } = opened;
    const isOff = stream.getAudioTracks().some(({ muted }) => muted);
    const wrong: Message | null = name !== null && looksWrong(name) ? { id: 'capture.microphoneWrong', name } : null;
    return joined([
      isOther && choice !== null
        ? { id: 'capture.microphoneReplaced', wantedName: choice.label, name: name ?? '' }
        : null,
      isOff ? { id: 'capture.microphoneMuted' } : this.#isMuted || this.#fault === null ? wrong : FAULTS[this.#fault],
    ]);
  }
}

const LOST = {
  gone: { id: 'capture.microphoneGone' },
  forbidden: { id: 'capture.microphoneRevoked' },
} as const satisfies Readonly<Record<string, Message>>;

const FAULTS = {
  still: { id: 'capture.microphoneStill' },
  silent: { id: 'capture.microphoneSilent' },
  clips: { id: 'capture.microphoneClips' },
} as const satisfies Readonly<Record<SoundFault, Message>>;
