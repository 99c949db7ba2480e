import type { Bubble } from '../../recording/bubble.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { joined, type Message } from '../../recording/message.ts';
import type { RecordedCamera } from '../../recording/snapshot.ts';
import { CaptureError } from '../capture-error.ts';
import { DeviceKeeper, type DevicePorts, type OpenedDevice } from './device-keeper.ts';

/** What is done with cameras. */
export interface CameraPorts extends Omit<DevicePorts, 'record' | 'drop' | 'tooLate' | 'changed'> {
  /** Shows this one from now on; null: there is none. */
  show(track: MediaStreamTrack | null): void;
  /** How it stands over another picture from now on; null: it is not seen. */
  setLook(look: Bubble | null): void;
  report(what: Message | null): void;
}

/**
 * The camera of a recording, kept by a {@link DeviceKeeper}: over another picture, where it can also be moved and turned off, or
 * alone. Reports what is wrong with it, and null when all is well again.
 */
export class CameraKeeper {
  readonly #ports: CameraPorts;
  /** Null while it is turned off. */
  #keeper: DeviceKeeper | null = null;
  #choice: DeviceChoice | null;
  #bubble: Bubble | null;
  #shown: MediaStreamTrack | null = null;
  #listening = new AbortController();
  #isClosed = false;

  /**
   * @param choice the one that was chosen; null: the browser's default.
   * @param bubble how it stands over another picture; null: it is the picture.
   */
  constructor(first: OpenedDevice, choice: DeviceChoice | null, bubble: Bubble | null, ports: CameraPorts) {
    this.#ports = ports;
    this.#choice = choice;
    this.#bubble = bubble;
    this.#keep(first);
  }

  /** Its name where there is one, whether the person wants it, and how it stands. */
  get state(): RecordedCamera {
    return { name: this.#keeper?.opened?.name ?? null, isOn: this.#keeper !== null, bubble: this.#bubble };
  }

  /**
   * Shows another one from now on, or when it is turned on again. The one before stays until the next one is open.
   * @param choice null: the browser's default.
   * @throws CaptureError when it does not open; the one before is still seen.
   */
  async choose(choice: DeviceChoice | null): Promise<void> {
    if (this.#keeper === null) this.#choice = choice;
    else await this.#keeper.choose(choice);
  }

  /** Turned off, the camera is closed: its light goes out. For one over another picture. */
  setOn(isOn: boolean): void {
    if (isOn === (this.#keeper !== null) || this.#isClosed) return;
    if (isOn) this.#keep(null);
    else {
      this.#letGo();
      this.#ports.report(null);
    }
  }

  /** Moves it. For one over another picture. */
  place(bubble: Bubble): void {
    if (this.#bubble === null) return;
    this.#bubble = bubble;
    if (this.#shown !== null) this.#ports.setLook(bubble);
  }

  /** May be called more than once. */
  close(): void {
    this.#isClosed = true;
    this.#letGo();
  }

  #keep(first: OpenedDevice | null): void {
    const keeper = new DeviceKeeper(first, this.#choice, {
      ...this.#ports,
      // The one before is seen until this one is, whose picture comes at once.
      record: async () => undefined,
      drop: () => undefined,
      tooLate: () => new CaptureError('in-use', { id: 'capture.cameraInUse' }),
      changed: () => {
        if (this.#keeper === keeper) this.#changed(keeper);
      },
    });
    this.#keeper = keeper;
    keeper.begin();
  }

  #letGo(): void {
    const keeper = this.#keeper;
    this.#keeper = null;
    if (keeper !== null) this.#choice = keeper.choice;
    this.#show(null);
    keeper?.close();
  }

  #changed(keeper: DeviceKeeper): void {
    const [track = null] = keeper.opened?.stream.getVideoTracks() ?? [];
    if (track !== this.#shown) this.#show(track);
    this.#report(keeper);
  }

  #show(track: MediaStreamTrack | null): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#shown = track;
    const report = () => this.#keeper !== null && this.#report(this.#keeper);
    for (const type of ['mute', 'unmute']) track?.addEventListener(type, report, { signal });
    if (track === null) this.#ports.setLook(null);
    this.#ports.show(track);
    if (track !== null) this.#ports.setLook(this.#bubble);
  }

  #report({ opened, loss, choice }: DeviceKeeper): void {
    const words = this.#bubble === null ? ALONE : OVER_ANOTHER;
    const isReplaced = opened?.isOther === true && choice !== null;
    this.#ports.report(
      joined([
        loss === null ? null : words[loss],
        isReplaced ? { id: 'capture.cameraReplaced', wantedName: choice.label, name: opened.name ?? '' } : null,
        this.#shown?.muted === true ? words.muted : null,
      ]),
    );
  }
}

const OVER_ANOTHER = {
  gone: { id: 'capture.bubbleGone' },
  forbidden: { id: 'capture.bubbleRevoked' },
  muted: { id: 'capture.bubbleMuted' },
} as const satisfies Readonly<Record<string, Message>>;

/** The picture itself is watched, too: see `watchPicture`. */
const ALONE = {
  gone: { id: 'capture.cameraGone' },
  forbidden: { id: 'capture.cameraRevoked' },
  muted: null,
} as const satisfies Readonly<Record<string, Message | null>>;
