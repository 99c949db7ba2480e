import { CaptureError } from '../../lib/capture/capture-error.ts';
import type { OpenedDevice } from '../../lib/capture/watch/device-keeper.ts';
import { MicrophoneKeeper } from '../../lib/capture/watch/microphone-keeper.ts';
import type { DeviceChoice } from '../../lib/recording/capture-choices.ts';
import type { Message } from '../../lib/recording/message.ts';
import { ScriptedStream, ScriptedTrack } from './scripted-media.ts';

/** A device by its name. */
export function named(label: string): DeviceChoice {
  return { id: label, groupId: '', label };
}

/** A computer with microphones, and the one the keeper holds on to. */
export class ScriptedMicrophones {
  /** The connected ones, the default first. */
  connected: string[] = ['Built-in', 'Headset'];
  isForbidden = false;
  /** Whether opening one hangs. */
  isHanging = false;
  /** Whether an opened one never produces sound. */
  isStill = false;
  whileOpening: () => void = () => undefined;
  peak = 0.1;
  /** Whether the opened one has stopped delivering anything, even silence. */
  hasStalled = false;
  #arrived = 0;
  listeners = 0;
  readonly reported: (Message | null)[] = [];
  readonly opened: OpenedDevice[] = [];
  /** What is being recorded, and how loud. */
  readonly recorded = new Map<MediaStream, number>();
  readonly keeper: MicrophoneKeeper;
  #changed: () => void = () => undefined;

  constructor(choice: DeviceChoice | null = null, first = choice?.label ?? 'Built-in') {
    const opened = this.#make(first, choice !== null && first !== choice.label);
    this.recorded.set(opened.stream, 1);
    this.keeper = new MicrophoneKeeper(
      opened,
      choice,
      {
        open: (device) => this.#open(device),
        isThere: async ({ label }) => this.connected.includes(label),
        onDevicesChanged: (callback) => {
          this.#changed = callback;
          return () => {
            this.#changed = () => undefined;
          };
        },
        isForbidden: async () => this.isForbidden,
        record: (stream, volume) => {
          this.recorded.set(stream, volume);
          return this.isStill ? new Promise(() => undefined) : Promise.resolve();
        },
        drop: (stream) => void this.recorded.delete(stream),
        setVolume: (stream, volume) => {
          if (this.recorded.has(stream)) this.recorded.set(stream, volume);
        },
        arrivedOf: () => {
          this.#arrived += this.hasStalled ? 0 : 1;
          return this.#arrived;
        },
        listenTo: () => {
          this.listeners += 1;
          return {
            take: () => ({ peak: this.peak, rms: 0 }),
            close: () => {
              this.listeners -= 1;
            },
          };
        },
      },
      (what) => void this.reported.push(what),
    );
  }

  /** The names of those being recorded. */
  get names(): readonly (string | null)[] {
    return [...this.recorded.keys()].map((stream) => this.opened.find((one) => one.stream === stream)?.name ?? null);
  }

  /** The track of the one opened last. */
  get track(): ScriptedTrack {
    const [track] = (this.opened.at(-1)?.stream.getAudioTracks() ?? []) as unknown as ScriptedTrack[];
    if (track === undefined) throw new Error('None was opened.');
    return track;
  }

  /** How many opened ones haven't been released. */
  get open(): number {
    return this.opened.filter(({ stream }) => stream.getTracks().some(({ readyState }) => readyState === 'live'))
      .length;
  }

  /** Disconnects one. `isHeardOf`: the browser reports that a device is gone. */
  unplug(label: string, isHeardOf = true): void {
    this.connected = this.connected.filter((other) => other !== label);
    for (const { stream, name } of this.opened) {
      if (name === label) for (const track of stream.getTracks()) (track as unknown as ScriptedTrack).end();
    }
    if (isHeardOf) this.#changed();
  }

  plug(label: string, isHeardOf = true): void {
    if (!this.connected.includes(label)) this.connected.push(label);
    if (isHeardOf) this.#changed();
  }

  async #open(device: DeviceChoice | null): Promise<OpenedDevice> {
    if (this.isHanging) await new Promise(() => undefined);
    const [first] = this.connected;
    if (first === undefined || this.isForbidden) {
      throw new CaptureError('no-device', { id: 'capture.microphoneMissing' });
    }
    const isThere = device !== null && this.connected.includes(device.label);
    const opened = this.#make(isThere ? device.label : first, device !== null && !isThere);
    this.whileOpening();
    return opened;
  }

  #make(name: string, isOther: boolean): OpenedDevice {
    const opened = { stream: new ScriptedStream([new ScriptedTrack('audio', name)]).asStream(), name, isOther };
    this.opened.push(opened);
    return opened;
  }
}
