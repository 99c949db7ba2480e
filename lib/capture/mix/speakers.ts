import type { Message } from '../../recording/message.ts';
import { keepRunning } from './keep-running.ts';

/** Plays captured sounds to you: a captured tab would otherwise be silent. */
export interface Speakers {
  /** Plays a sound, or silences it. No effect on one without an audio track. */
  setHeard(stream: MediaStream, isHeard: boolean): void;
  close(): void;
}

/** What the standard's types do not know yet. */
interface WithSink {
  setSinkId(sink: '' | { readonly type: 'none' }): Promise<void>;
}

/**
 * They open the device at the first sound that is to be heard.
 * @param reportSilence called with a warning when sounds can't be played, though they are recorded, with null when they can again.
 */
export function openSpeakers(reportSilence: (warning: Message | null) => void): Speakers {
  const volumes = new Map<MediaStream, GainNode>();
  let context: AudioContext | null = null;
  let stopKeeping: () => void = () => undefined;
  const running = (): AudioContext => {
    if (context !== null) return context;
    const opened = new AudioContext({ latencyHint: 'balanced' });
    context = opened;
    opened.addEventListener('error', () => void takeDeviceAgain(opened));
    stopKeeping = keepRunning(opened, () => takeDeviceAgain(opened), reportSilence);
    return opened;
  };
  return {
    setHeard(stream, isHeard) {
      let volume = volumes.get(stream);
      if (volume === undefined) {
        if (!isHeard || stream.getAudioTracks().length === 0) return;
        const playing = running();
        volume = playing.createGain();
        volumes.set(stream, volume);
        playing.createMediaStreamSource(stream).connect(volume).connect(playing.destination);
      }
      volume.gain.value = isHeard ? 1 : 0;
    },
    close() {
      stopKeeping();
      if (context !== null && context.state !== 'closed') void context.close();
    },
  };
}

/** The output device may have failed, or the browser's audio process has died. */
async function takeDeviceAgain(context: AudioContext): Promise<void> {
  if (context.state === 'closed') return;
  try {
    const withSink = context as AudioContext & WithSink;
    await withSink.setSinkId({ type: 'none' });
    await withSink.setSinkId('');
    await context.resume();
  } catch (error) {
    console.warn('The tab cannot be heard.', error);
  }
}
