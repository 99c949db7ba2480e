import { breakoutBox } from '../breakout-box.ts';

/** Silence arrives well within this, or never. */
const SILENCE_PATIENCE_MS = 2_000;

/** What the standard's types do not know yet. */
interface WithSink extends AudioContextOptions {
  readonly sinkId: { readonly type: 'none' };
}

/**
 * The current time on the clock of capture times, in microseconds. The browser reveals that clock only with captured
 * sound, so this captures silence, without a device.
 * @throws Error when none arrives in time, for example because the browser's audio process hangs.
 */
export async function readCaptureClock(): Promise<number> {
  const context = new AudioContext({ sinkId: { type: 'none' } } as WithSink);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    const silence = context.createMediaStreamDestination();
    const [track] = silence.stream.getAudioTracks();
    if (track === undefined) throw new Error('There is no silence.');
    const source = context.createConstantSource();
    source.connect(silence);
    source.start();
    const reader = new breakoutBox.MediaStreamTrackProcessor<AudioData>({ track }).readable.getReader();
    const giveUp = () => reader.cancel().catch((error: unknown) => console.debug('The silence had ended.', error));
    timer = setTimeout(() => void giveUp(), SILENCE_PATIENCE_MS);
    const { value } = await reader.read();
    const nowUs = value?.timestamp ?? null;
    value?.close();
    if (nowUs === null) throw new Error('No silence comes.');
    return nowUs;
  } finally {
    clearTimeout(timer);
    void context.close();
  }
}
