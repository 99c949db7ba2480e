import type { Message } from '../../recording/message.ts';
import { readCaptureClock } from './capture-clock.ts';
import { Mixer, type MixInput, type SoundKind } from './mixer.ts';
import type { Level } from './sound-level.ts';
import type { SoundChunk } from './sound-line.ts';
import { openSpeakers } from './speakers.ts';
import { makeSoundTrack, readSound } from './track-sound.ts';

/** How often the mix looks whether it stands still. */
const TICK_MS = 100;
/** A sound comes by then, or there may be none for long. */
const FIRST_SOUND_MS = 250;
/** When the time is asked for again where the browser did not tell it. */
const ASK_AGAIN_MS = 1_000;

/** A sound that is later than that is left out. */
const CATCH_UP_MS = 1_000;
const CATCH_UP_STEP_MS = 10;

/** One sound that goes into the mix. */
export interface AudioSource {
  readonly stream: MediaStream;
  readonly kind: SoundKind;
  /** Whether the person hears it while it is recorded: a captured tab would be silent otherwise, a muted one stays so. */
  readonly heard: boolean;
  /** By how much its capture times are late, in milliseconds: it is mixed that much earlier. */
  readonly lateMs: number;
}

/** Several sounds as one track. */
export interface AudioMix {
  /** The mixed sound, in step with the times of capture. It continues, silent, when a source ends. */
  readonly track: MediaStreamTrack;
  /** One more sound, such as that of a microphone that is back. Resolves when it comes: never where it has no audio track. */
  add(source: AudioSource): Promise<void>;
  /** Takes a sound out. */
  remove(stream: MediaStream): void;
  /** Whether the person hears a sound in the mix. It is recorded either way. */
  setHeard(stream: MediaStream, isHeard: boolean): void;
  /** How loud a sound is recorded: 1 as it is, 0 not at all. */
  setVolume(stream: MediaStream, volume: number): void;
  /** See {@link Mixer.forgetPast}. */
  forgetPast(): void;
  /** Resolves when the sounds of up to now are in the track: on a busy machine they come late. After a second in any case. */
  catchUp(): Promise<void>;
  /** How loud a sound is. It is silent when it is not in the mix. */
  listenTo(stream: MediaStream): Level;
  /** How many pieces of a sound have come so far: none comes from a device that hangs. */
  arrivedOf(stream: MediaStream): number;
  close(): void;
}

/**
 * Mixes sounds into one track, before the recorder starts: a track that is added later would stop it. The sounds are mixed
 * by their capture times, apart from the device that plays: an AudioContext loses the times, and is late by a changing amount.
 * @param voiceAboveDb see `MixerOptions`.
 * @param reportSilence called with a warning when you can't hear what is recorded, with null when you can again.
 */
export function mixAudio(
  sources: readonly AudioSource[],
  voiceAboveDb: number | null,
  reportSilence: (warning: Message | null) => void,
): AudioMix {
  const output = makeSoundTrack();
  const speakers = openSpeakers(reportSilence);
  const mixer = new Mixer({ voiceAboveDb, emit: output.write, nowMs: () => performance.now() });
  const inputs = new Map<MediaStream, { readonly input: MixInput; readonly stopReading: () => void }>();
  const timer = setInterval(() => mixer.tick(), TICK_MS);
  let waiting: ReturnType<typeof setTimeout>;
  let isClosed = false;
  const beginWithoutSound = async () => {
    if (mixer.hasBegun || isClosed) return;
    try {
      mixer.begin(await readCaptureClock());
    } catch (error) {
      console.warn('No sound comes, and the picture waits for it.', error);
      waiting = setTimeout(() => void beginWithoutSound(), ASK_AGAIN_MS);
    }
  };
  waiting = setTimeout(() => void beginWithoutSound(), FIRST_SOUND_MS);
  const add = ({ stream, kind, heard, lateMs }: AudioSource): Promise<void> => {
    const { promise: flows, resolve } = Promise.withResolvers<void>();
    const [track] = stream.getAudioTracks();
    if (track === undefined) return flows;
    const input = mixer.add(kind);
    const take = (chunk: SoundChunk) => {
      input.push({ ...chunk, timestampUs: chunk.timestampUs - lateMs * 1_000 });
      resolve();
    };
    const stopReading = readSound(track, take, input.end);
    inputs.set(stream, { input, stopReading });
    speakers.setHeard(stream, heard);
    return flows;
  };
  for (const source of sources) void add(source);
  return {
    track: output.track,
    add,
    remove(stream) {
      const found = inputs.get(stream);
      inputs.delete(stream);
      found?.stopReading();
      found?.input.remove();
      speakers.setHeard(stream, false);
    },
    setHeard: (stream, isHeard) => {
      if (inputs.has(stream)) speakers.setHeard(stream, isHeard);
    },
    setVolume: (stream, volume) => inputs.get(stream)?.input.setVolume(volume),
    forgetPast: () => mixer.forgetPast(),
    async catchUp() {
      const nowMs = performance.now();
      while (!isClosed && mixer.isBehind(nowMs) && performance.now() - nowMs < CATCH_UP_MS) {
        await new Promise((resolve) => setTimeout(resolve, CATCH_UP_STEP_MS));
        mixer.tick();
      }
    },
    listenTo: (stream) => inputs.get(stream)?.input.listen() ?? SILENT,
    arrivedOf: (stream) => inputs.get(stream)?.input.arrived() ?? 0,
    close() {
      isClosed = true;
      clearInterval(timer);
      clearTimeout(waiting);
      for (const { stopReading } of inputs.values()) stopReading();
      speakers.close();
      output.close();
    },
  };
}

const SILENT: Level = { take: () => ({ peak: 0, rms: 0 }), close: () => undefined };
