import type { Message } from '../../recording/message.ts';
import { readCaptureClock } from './capture-clock.ts';
import { MixGate } from './mix-gate.ts';
import { type HostedInput, MixHost, type MixPorts } from './mix-host.ts';
import type { SoundKind } from './mixer.ts';
import type { Level } from './sound-level.ts';
import { openSpeakers } from './speakers.ts';
import { makeSoundTrack } from './track-sound.ts';

/** If no sound has come by then, there may be none for a long time. */
const FIRST_SOUND_MS = 250;
/** When to ask for the time again if the browser didn't answer. */
const ASK_AGAIN_MS = 1_000;

/** Sound that is later than this is dropped. */
const CATCH_UP_MS = 1_500;

/** A sound to mix. */
export interface AudioSource {
  readonly stream: MediaStream;
  readonly kind: SoundKind;
  /**
   * Whether you hear it while it's recorded: a captured tab would otherwise be silent, and a muted one stays silent.
   */
  readonly heard: boolean;
  /** How late its capture times are, in milliseconds: it's mixed that much earlier. */
  readonly lateMs: number;
}

/** Several sounds mixed into one track. */
export interface AudioMix {
  /** The mixed sound, in sync with the capture times. When a source ends, it continues in silence. */
  readonly track: MediaStreamTrack;
  /**
   * Adds a sound, such as a microphone that is back. Resolves when the first of it arrives; never if it has no audio
   * track.
   */
  add(source: AudioSource): Promise<void>;
  /** Removes a sound. */
  remove(stream: MediaStream): void;
  /** Sets whether you hear a sound. It's recorded either way. */
  setHeard(stream: MediaStream, isHeard: boolean): void;
  /** Sets the recorded volume of a sound: 1 unchanged, 0 silent. */
  setVolume(stream: MediaStream, volume: number): void;
  /** See {@link MixGate.forgetPast}. */
  forgetPast(): void;
  /** See {@link MixGate.pause}. */
  pause(): void;
  /** See {@link MixGate.resume}. */
  resume(): void;
  /**
   * Resolves, after a second and a half at most, to whether the track has caught up with the present: on a busy machine, sound arrives
   * late.
   */
  catchUp(): Promise<boolean>;
  /** The level of a sound; silent if it's not in the mix. */
  listenTo(stream: MediaStream): Level;
  /** Chunks of a sound that have arrived so far: a device that hangs delivers none. */
  arrivedOf(stream: MediaStream): number;
  close(): void;
}

/**
 * Mixes sounds into one track before the recorder starts: adding a track later would stop it. Sounds are mixed by their
 * capture times, independently of the output device: an AudioContext loses the times and adds a varying delay.
 * @param voiceAboveDb see `MixerOptions`.
 * @param reportSilence called with a warning when you can't hear what is recorded, with null when you can again.
 */
export function mixAudio(
  sources: readonly AudioSource[],
  voiceAboveDb: number | null,
  reportSilence: (warning: Message | null) => void,
  ports: MixPorts,
): AudioMix {
  const output = makeSoundTrack();
  const speakers = openSpeakers(reportSilence);
  const gate = new MixGate();
  const host = new MixHost(ports, voiceAboveDb, (block) => {
    for (const passed of gate.pass(block, ports.nowMs())) output.write(passed);
  });
  const inputs = new Map<MediaStream, HostedInput>();
  let waiting: ReturnType<typeof setTimeout>;
  let isClosed = false;
  const beginWithoutSound = async () => {
    if (host.hasBegun || isClosed) return;
    try {
      host.begin(await readCaptureClock());
    } catch (error) {
      console.warn('No sound comes, and the picture waits for it.', error);
      waiting = setTimeout(() => void beginWithoutSound(), ASK_AGAIN_MS);
    }
  };
  waiting = setTimeout(() => void beginWithoutSound(), FIRST_SOUND_MS);
  const add = async ({ stream, kind, heard, lateMs }: AudioSource): Promise<void> => {
    const [track] = stream.getAudioTracks();
    if (track === undefined) return new Promise(() => undefined);
    const input = host.add({ track, kind, lateMs });
    inputs.set(stream, input);
    speakers.setHeard(stream, heard);
    return input.flows;
  };
  for (const source of sources) void add(source);
  return {
    track: output.track,
    add,
    remove(stream) {
      inputs.get(stream)?.remove();
      inputs.delete(stream);
      speakers.setHeard(stream, false);
    },
    setHeard: (stream, isHeard) => {
      if (inputs.has(stream)) speakers.setHeard(stream, isHeard);
    },
    setVolume: (stream, volume) => inputs.get(stream)?.setVolume(volume),
    forgetPast: () => gate.forgetPast(ports.nowMs()),
    pause: () => gate.pause(ports.nowMs()),
    resume: () => gate.resume(ports.nowMs()),
    catchUp() {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(isClosed), CATCH_UP_MS);
      void host.catchUp().then(() => {
        clearTimeout(timer);
        resolve(true);
      });
      return promise;
    },
    listenTo: (stream) => inputs.get(stream)?.listen() ?? SILENT,
    arrivedOf: (stream) => inputs.get(stream)?.arrived() ?? 0,
    close() {
      isClosed = true;
      clearTimeout(waiting);
      host.close();
      speakers.close();
      output.close();
    },
  };
}

const SILENT: Level = { take: () => ({ peak: 0, rms: 0 }), close: () => undefined };
