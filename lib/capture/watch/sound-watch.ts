import type { Message } from '../../recording/message.ts';
import { awaitFirstSound, type Level } from '../mix/first-sound.ts';
import { stopTracks } from '../stop-tracks.ts';

/** How long to wait before the microphone is asked for again. */
const AGAIN_AFTER_MS = 2_000;
/** A microphone opens in a second; one that never does must not be the last that is tried. */
const OPEN_PATIENCE_MS = 15_000;
/** When a tab is closed its picture ends, too, and there is nothing to warn of. */
const TAB_CLOSES_MS = 1_000;

/** What can be heard in a recording. */
export type Sound = 'tab' | 'microphone';

type Report = (what: Message | null) => void;

/** What is done with a microphone. */
export interface MicrophonePorts {
  /** @throws Error while there is none. */
  open(): Promise<MediaStream>;
  /** Of one that is recorded. */
  listenTo(stream: MediaStream): Level;
  /** Records this one from now on. */
  use(stream: MediaStream): void;
  /** Whether the browser has taken away the permission for it. */
  isForbidden(): Promise<boolean>;
}

/** Tells when the tab's sound ends while its picture continues. Returns what ends the watch. */
export function watchTabSound(stream: MediaStream, report: Report): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [track] = stream.getAudioTracks();
  track?.addEventListener('ended', () => {
    timer = setTimeout(() => report({ id: 'capture.tabSoundEnded' }), TAB_CLOSES_MS);
  });
  return () => clearTimeout(timer);
}

/**
 * Tells when no sound comes from the microphone, or never has, and opens it again when it has ended: it was unplugged, or the browser's
 * process for sound has died. Returns what ends the watch, and closes the microphone.
 */
export function keepMicrophone(first: MediaStream, ports: MicrophonePorts, report: Report): () => void {
  let stream = first;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let stopListening: () => void;

  const watch = () => {
    const [track] = stream.getAudioTracks();
    let isSilent = false;
    const reportMicrophone = () => report(microphoneTrouble(track?.muted === true, isSilent));
    reportMicrophone();
    stopListening = awaitFirstSound(ports.listenTo(stream), (silent) => {
      isSilent = silent;
      reportMicrophone();
    });
    track?.addEventListener('mute', reportMicrophone);
    track?.addEventListener('unmute', reportMicrophone);
    track?.addEventListener('ended', () => void ended());
    // One that opens may have ended by now, and no event says so again.
    if (track?.readyState === 'ended') void ended();
  };
  const ended = async () => {
    stopListening();
    const isForbidden = await ports.isForbidden();
    if (isClosed) return;
    report({ id: isForbidden ? 'capture.microphoneRevoked' : 'capture.microphoneGone' });
    await reopen();
  };
  const reopen = async () => {
    try {
      const opened = await openInTime(ports);
      if (isClosed) return stopTracks(opened);
      stream = opened;
      ports.use(opened);
      watch();
    } catch (error) {
      console.debug('There is no microphone yet.', error);
      if (!isClosed) timer = setTimeout(() => void reopen(), AGAIN_AFTER_MS);
    }
  };

  watch();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    stopListening();
    stopTracks(stream);
  };
}

function microphoneTrouble(isMuted: boolean, isSilent: boolean): Message | null {
  if (isMuted) return { id: 'capture.microphoneMuted' };
  return isSilent ? { id: 'capture.microphoneSilent' } : null;
}

/** @throws Error when it does not open in time; what opens later is closed. */
function openInTime(ports: Pick<MicrophonePorts, 'open'>): Promise<MediaStream> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error('The microphone does not open.'));
    }, OPEN_PATIENCE_MS);
    ports
      .open()
      .then((opened) => (isLate ? stopTracks(opened) : resolve(opened)), reject)
      .finally(() => clearTimeout(timer));
  });
}
