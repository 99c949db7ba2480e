/** The longest that the audio hardware may take to start before the recording begins without a running mix. */
const RESUME_TIMEOUT_MS = 2_000;

/** One sound that goes into the mix. */
export interface AudioSource {
  readonly stream: MediaStream;
  /** Whether the person hears it while it is recorded: a captured tab would be silent otherwise. */
  readonly heard: boolean;
}

/** Several sounds as one track. */
export interface AudioMix {
  /** The mixed sound. It goes on, silent, when a source ends. */
  readonly track: MediaStreamTrack;
  close(): void;
}

/**
 * Mixes the sounds into one track, before the recorder starts: a track that is added later would stop it.
 * A source without an audio track adds silence, so that the recording has sound from the first slice or never.
 * @throws Error when the browser does not let the audio run.
 */
export async function mixAudio(sources: readonly AudioSource[]): Promise<AudioMix> {
  // Opus works at 48 kHz: no second resampling.
  const context = new AudioContext({ latencyHint: 'balanced', sampleRate: 48_000 });
  try {
    const destination = context.createMediaStreamDestination();
    for (const { stream, heard } of sources) {
      if (stream.getAudioTracks().length === 0) continue;
      const node = context.createMediaStreamSource(stream);
      node.connect(destination);
      if (heard) node.connect(context.destination);
    }
    await running(context);
    const [track] = destination.stream.getAudioTracks();
    if (track === undefined) throw new Error('The audio mix has no track.');
    return { track, close: () => closeContext(context) };
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
