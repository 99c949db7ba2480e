import { type Message, MessageError } from '../../recording/message.ts';
import type { Level } from './first-sound.ts';
import { keepRunning } from './keep-running.ts';

/** The longest that the audio hardware may take to start before the recording begins without a running mix. */
const RESUME_TIMEOUT_MS = 2_000;
/** The most that an analyser keeps: 0.7 s. */
const EAR_SAMPLES = 32_768;
/** What is below is no sound: −80 dB of the loudest. */
const SILENCE = 1e-4;

/** One sound that goes into the mix. */
export interface AudioSource {
  readonly stream: MediaStream;
  /** Whether the person hears it while it is recorded: a captured tab would be silent otherwise, a muted one stays so. */
  readonly heard: boolean;
}

/** Several sounds as one track. */
export interface AudioMix {
  /** The mixed sound. It continues, silent, when a source ends. */
  readonly track: MediaStreamTrack;
  /** One more sound, which the person does not hear, such as that of a microphone that is back. */
  add(stream: MediaStream): void;
  /** Whether the person hears a sound in the mix. It is recorded either way. */
  setHeard(stream: MediaStream, isHeard: boolean): void;
  /** Listens to a sound that is in the mix. */
  listenTo(stream: MediaStream): Level;
  close(): void;
}

/** What the standard's types do not know yet. */
interface WithSink {
  setSinkId(sink: { readonly type: 'none' }): Promise<void>;
}

/**
 * Mixes the sounds into one track, before the recorder starts: a track that is added later would stop it.
 * A source without an audio track adds silence, so that the recording has sound from the first slice or never.
 * @param tellStandstill a warning when it stands still later and cannot be started again; null when it runs again.
 * @throws Error when the browser does not let the audio run.
 */
export async function mixAudio(
  sources: readonly AudioSource[],
  tellStandstill: (warning: Message | null) => void,
): Promise<AudioMix> {
  // Opus works at 48 kHz: no second resampling.
  const context = new AudioContext({ latencyHint: 'balanced', sampleRate: 48_000 });
  context.addEventListener('error', () => void goOnWithoutDevice(context));
  try {
    const destination = context.createMediaStreamDestination();
    const nodes = new Map<MediaStream, AudioNode>();
    const volumes = new Map<MediaStream, GainNode>();
    const setHeard = (stream: MediaStream, isHeard: boolean) => {
      const node = nodes.get(stream);
      let volume = volumes.get(stream);
      if (node === undefined || (volume === undefined && !isHeard)) return;
      if (volume === undefined) {
        volume = context.createGain();
        volumes.set(stream, volume);
        node.connect(volume).connect(context.destination);
      }
      volume.gain.value = isHeard ? 1 : 0;
    };
    const connect = ({ stream, heard }: AudioSource) => {
      if (stream.getAudioTracks().length === 0) return;
      const node = context.createMediaStreamSource(stream);
      nodes.set(stream, node);
      node.connect(destination);
      setHeard(stream, heard);
    };
    for (const source of sources) connect(source);
    await running(context);
    const [track] = destination.stream.getAudioTracks();
    if (track === undefined) throw new MessageError({ id: 'capture.soundNotStarted' });
    const stopKeeping = keepRunning(context, () => goOnWithoutDevice(context), tellStandstill);
    return {
      track,
      add: (stream) => connect({ stream, heard: false }),
      setHeard,
      listenTo: (stream) => levelOf(context, nodes.get(stream)),
      close: () => {
        stopKeeping();
        closeContext(context);
      },
    };
  } catch (cause) {
    closeContext(context);
    throw cause;
  }
}

function levelOf(context: AudioContext, node: AudioNode | undefined): Level {
  const analyser = new AnalyserNode(context, { fftSize: EAR_SAMPLES });
  node?.connect(analyser);
  const samples = new Float32Array(EAR_SAMPLES);
  return {
    hears: () => {
      analyser.getFloatTimeDomainData(samples);
      return samples.some((sample) => Math.abs(sample) > SILENCE);
    },
    close: () => node?.disconnect(analyser),
  };
}

/**
 * The device that plays keeps the mix running. When it fails, or the browser's process for sound dies, the mix would stand
 * still; and the recorder, which writes no picture before the sound of its time, would keep all that follows in memory.
 */
async function goOnWithoutDevice(context: AudioContext): Promise<void> {
  if (context.state === 'closed') return;
  try {
    await (context as AudioContext & WithSink).setSinkId({ type: 'none' });
    await context.resume();
  } catch (error) {
    console.error('The sound of the recording stands still.', error);
  }
}

/** `resume()` may stay pending for ever where the browser wants a gesture first. */
async function running(context: AudioContext): Promise<void> {
  if (context.state === 'running') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MessageError({ id: 'capture.soundNotStarted' })), RESUME_TIMEOUT_MS);
  });
  try {
    await Promise.race([context.resume(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

function closeContext(context: AudioContext): void {
  // Closing fails only when it is closed already, which is what is wanted.
  if (context.state !== 'closed') void context.close();
}
