import type { Bubble } from '../../recording/bubble.ts';
import type { DeviceChoice } from '../../recording/capture-choices.ts';
import { joined, type Message } from '../../recording/message.ts';
import type { RecordedCamera } from '../../recording/snapshot.ts';
import { CaptureError } from '../capture-error.ts';
import { DeviceKeeper, type DevicePorts, type OpenedDevice } from './device-keeper.ts';

/** What a camera keeper needs. */
export interface CameraPorts extends Omit<DevicePorts, 'record' | 'drop' | 'tooLate' | 'changed'> {
  /** Shows this camera; null: there is none. */
  show(track: MediaStreamTrack | null): void;
  /** Sets how it looks over another picture; null hides it. */
  setLook(look: Bubble | null): void;
  report(what: Message | null): void;
}

/**
 * The camera of a recording, kept by a {@link DeviceKeeper}: over another picture, where it can be moved and turned
 * off, or on its own. Reports problems, and null when it's fine again.
 */
export class CameraKeeper {
  readonly #ports: CameraPorts;
  /** Null while it's off. */
  #keeper: DeviceKeeper | null = null;
  #choice: DeviceChoice | null;
  #bubble: Bubble | null;
  #shown: MediaStreamTrack | null = null;
  #listening = new AbortController();
  #isClosed = false;

  /**
   * @param choice the chosen one; null: the browser's default.
   * @param bubble how it looks over another picture; null: it is the picture.
   */
  constructor(first: OpenedDevice, choice: DeviceChoice | null, bubble: Bubble | null, ports: CameraPorts) {
    this.#ports = ports;
    this.#choice = choice;
    this.#bubble = bubble;
    this.#keep(first);
  }

  /** Its name if there is one, whether it's on, and how it looks. */
  get state(): RecordedCamera {
    return { name: this.#keeper?.opened?.name ?? null, isOn: this.#keeper !== null, bubble: this.#bubble };
  }

  /**
   * Switches to another camera, now or when it's turned on again. The current one stays until the next one is open.
   * @param choice null: the browser's default.
   * @throws CaptureError when it doesn't open; the current one stays.
   */
  async choose(choice: DeviceChoice | null): Promise<void> {
    if (this.#keeper === null) this.#choice = choice;
    else await this.#keeper.choose(choice);
  }

  /** When turned off, the camera is closed and its light goes out. Only over another picture. */
  setOn(isOn: boolean): void {
    if (isOn === (this.#keeper !== null) || this.#isClosed) return;
    if (isOn) this.#keep(null);
    else {
      this.#letGo();
      this.#ports.report(null);
    }
  }

  /** Moves it. Only over another picture. */
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
      // The current one is shown until this one is: its picture comes at once.
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
    // Also one that is opening still: the one before may be the one that nobody should see.
    if (keeper !== null) this.#choice = keeper.lastChoice;
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

/** The picture itself is watched too: see `watchPicture`. */
const ALONE = {
  gone: { id: 'capture.cameraGone' },
  forbidden: { id: 'capture.cameraRevoked' },
  muted: null,
} as const satisfies Readonly<Record<string, Message | null>>;
