import { breakoutBox } from '../breakout-box.ts';

/** What the standard's types do not know yet. */
interface WithSink extends AudioContextOptions {
  readonly sinkId: { readonly type: 'none' };
}

/**
 * The time now, in microseconds, by the clock of capture times: the browser tells it with a captured sound only. So this one
 * captures silence, without a device. May stay pending where the browser has no sound at all.
 */
export async function readCaptureClock(): Promise<number> {
  const context = new AudioContext({ sinkId: { type: 'none' } } as WithSink);
  try {
    const silence = context.createMediaStreamDestination();
    const [track] = silence.stream.getAudioTracks();
    if (track === undefined) throw new Error('There is no silence.');
    const source = context.createConstantSource();
    source.connect(silence);
    source.start();
    const reader = new breakoutBox.MediaStreamTrackProcessor<AudioData>({ track }).readable.getReader();
    const { value } = await reader.read();
    const nowUs = value?.timestamp ?? null;
    value?.close();
    if (nowUs === null) throw new Error('The silence has ended.');
    return nowUs;
  } finally {
    void context.close();
  }
}
