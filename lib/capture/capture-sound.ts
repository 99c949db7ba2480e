import type { DeviceChoice } from '../recording/capture-choices.ts';
import type { Message } from '../recording/message.ts';
import type { RecordedMicrophone } from '../recording/snapshot.ts';
import type { SoundLevels } from '../recording/sound-level.ts';
import { type AudioSource, mixAudio } from './mix/audio-mix.ts';
import type { MixPorts } from './mix/mix-host.ts';
import { type MicrophoneRequest, openMicrophone } from './sources/microphone.ts';
import { isListed, onDevicesChanged } from './sources/open-device.ts';
import type { TabRequest } from './sources/source-streams.ts';
import type { OpenedDevice } from './watch/device-keeper.ts';
import { MicrophoneKeeper } from './watch/microphone-keeper.ts';
import { watchSourceSound } from './watch/sound-watch.ts';

/**
 * How late a tab's sound is against its picture, by their capture times, in milliseconds. Chromium copies what a page
 * plays on its way to the speakers, with a delay that the capture times don't include: 24 ms for a film, 28 to 44 ms
 * for a page that synthesizes its sound. The tab's own track has the same delay as the mix (`npm run bench -- --only
 * capture`).
 */
const TAB_SOUND_LATE_MS = 25;

/**
 * How much later a picture with a camera drawn over it is than one that goes through untouched, in milliseconds: its time is when it was
 * written, not when it was captured. That's for an idle machine; a busy one takes longer.
 */
const DRAWN_LATE_MS = 25;

/** What can be heard in a recording. */
export type Sound = 'tab' | 'microphone';

/** The sound of a capture, and its controls while recording. */
export interface CaptureSound {
  readonly track: MediaStreamTrack;
  /** Null if no microphone is recorded. */
  microphone(): RecordedMicrophone | null;
  /** A muted microphone is recorded as silence. */
  muteMicrophone(isMuted: boolean): void;
  /** Switches to another microphone; null: the browser's default. @throws CaptureError when it doesn't open. */
  useMicrophone(device: DeviceChoice | null): Promise<void>;
  /** A recorder starts now: drops what was captured before. */
  forgetPast(): void;
  /** The recorder pauses now. Call it first. */
  pause(): void;
  /** The recorder continues now: what is still on its way becomes silence. Call it first. */
  resume(): void;
  /** Resolves, after a second and a half at most, to whether the track has caught up with the present. */
  catchUp(): Promise<boolean>;
  /** Measures the sounds' levels until it's closed. */
  openMeter(): SoundMeter;
}

/** Measures the levels of a capture's sounds. */
export interface SoundMeter {
  /** Since the last call. */
  take(): SoundLevels;
  close(): void;
}

/** The sounds to record. */
export interface SoundParts {
  /** The source's own sound; null when it has none. */
  readonly sound: MediaStream | null;
  /** The tab the sound comes from; null for other sources. */
  readonly tab: TabRequest | null;
  readonly microphone: { readonly request: MicrophoneRequest; readonly opened: OpenedDevice } | null;
  /** Whether a camera is drawn over the picture. */
  readonly hasBubble: boolean;
}

/** What the sound needs from the capture. */
export interface SoundPorts {
  /** Calls back when you mute or unmute the tab. Returns a function that stops this. */
  onTabMuted(tabId: number, callback: (isMuted: boolean) => void): () => void;
  /** Whether the browser has taken away the permission for the microphone. */
  isMicrophoneForbidden(): Promise<boolean>;
  report(about: Sound | 'sound', what: Message | null): void;
  /** Registers a step to run when the capture closes. */
  onClose(step: () => void): void;
  readonly mix: MixPorts;
}

/** Mixes the sounds into one track; null if there are none. */
export function recordSound(parts: SoundParts, ports: SoundPorts): CaptureSound | null {
  const { sound, tab, microphone, hasBubble } = parts;
  if (sound === null && microphone === null) return null;
  const pictureLateMs = hasBubble ? DRAWN_LATE_MS : 0;
  const { onClose, report } = ports;
  const isVoice = microphone?.request.mode === 'voice';
  const ofMicrophone = (stream: MediaStream): AudioSource => ({
    stream,
    kind: isVoice ? 'voice' : 'other',
    heard: false,
    lateMs: -pictureLateMs,
  });
  const sources: AudioSource[] = [];
  if (sound !== null) {
    const lateMs = (tab === null ? 0 : TAB_SOUND_LATE_MS) - pictureLateMs;
    sources.push({ stream: sound, kind: 'other', heard: tab !== null && !tab.isMuted, lateMs });
  }
  if (microphone !== null) sources.push(ofMicrophone(microphone.opened.stream));
  const voiceAboveDb = isVoice ? microphone.request.voiceAboveDb : null;
  const mix = mixAudio(sources, voiceAboveDb, (what) => report('sound', what), ports.mix);
  onClose(mix.close);
  if (sound !== null) {
    const arrived = () => mix.arrivedOf(sound);
    onClose(watchSourceSound(sound, { isTab: tab !== null, arrived, report: (what) => report('tab', what) }));
    if (tab !== null) onClose(ports.onTabMuted(tab.tabId, (isMuted) => mix.setHeard(sound, !isMuted)));
  }
  const keeper = microphone === null ? null : keep(microphone);
  if (keeper !== null) onClose(() => keeper.close());

  function keep({ request, opened }: NonNullable<SoundParts['microphone']>): MicrophoneKeeper {
    return new MicrophoneKeeper(
      opened,
      request.device,
      {
        open: (device) => openMicrophone({ ...request, device }),
        isThere: (device) => isListed(device, 'audioinput'),
        onDevicesChanged,
        isForbidden: ports.isMicrophoneForbidden,
        record: (stream, volume) => {
          const flows = mix.add(ofMicrophone(stream));
          mix.setVolume(stream, volume);
          return flows;
        },
        drop: mix.remove,
        setVolume: mix.setVolume,
        listenTo: mix.listenTo,
        arrivedOf: mix.arrivedOf,
      },
      (what) => report('microphone', what),
    );
  }

  return {
    track: mix.track,
    microphone: () => keeper?.state ?? null,
    muteMicrophone: (isMuted) => keeper?.setMuted(isMuted),
    useMicrophone: async (device) => keeper?.choose(device),
    forgetPast: mix.forgetPast,
    pause: mix.pause,
    resume: mix.resume,
    catchUp: mix.catchUp,
    openMeter: () => {
      const tab = sound === null ? null : mix.listenTo(sound);
      const voice = keeper?.openMeter();
      return {
        take: () => ({ tab: tab?.take() ?? null, microphone: voice?.take() ?? null }),
        close: () => {
          tab?.close();
          voice?.close();
        },
      };
    },
  };
}
