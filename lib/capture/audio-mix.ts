/** The longest that the audio hardware may take to start before the recording begins without a running mix. */
const RESUME_TIMEOUT_MS = 2_000;

/** Several sounds as one track. */
export interface AudioMix {
  /** The mixed sound. It goes on, silent, when a source ends. */
  readonly track: MediaStreamTrack;
  /** One more sound, such as that of a microphone that is back. */
  add(stream: MediaStream): void;
  close(): void;
}

/** What the standard's types do not know yet: a context that runs by itself, without a device that plays. */
const WITHOUT_DEVICE = { sinkId: { type: 'none' } };

/**
 * Mixes the sounds into one track, before the recorder starts: a track that is added later would stop it.
 * A source without an audio track adds silence, so that the recording has sound from the first slice or never.
 *
 * No device keeps the mix running. With one it would stand still when that fails or the browser's process for sound dies;
 * and the recorder, which writes no picture before the sound of its time, would keep all that follows in memory.
 * @throws Error when the browser does not let the audio run.
 */
export async function mixAudio(streams: readonly MediaStream[]): Promise<AudioMix> {
  // Opus works at 48 kHz: no second resampling.
  const context = new AudioContext({ latencyHint: 'balanced', sampleRate: 48_000, ...WITHOUT_DEVICE });
  try {
    const destination = context.createMediaStreamDestination();
    const add = (stream: MediaStream) => {
      if (stream.getAudioTracks().length > 0) context.createMediaStreamSource(stream).connect(destination);
    };
    for (const stream of streams) add(stream);
    await running(context);
    const [track] = destination.stream.getAudioTracks();
    if (track === undefined) throw new Error('The audio mix has no track.');
    return { track, add, close: () => closeContext(context) };
  } catch (cause) {
    closeContext(context);
    throw cause;
  }
}

/** `resume()` may stay pending for ever where the browser wants a gesture first. */
async function running(context: AudioContext): Promise<void> {
  if (context.state === 'running') return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The browser did not start the audio.')), RESUME_TIMEOUT_MS);
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
