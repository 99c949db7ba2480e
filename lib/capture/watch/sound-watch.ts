import type { Message } from '../../recording/message.ts';

/** When a tab is closed its picture ends, too, and there is nothing to warn of. */
const TAB_CLOSES_MS = 1_000;

/** Tells when the tab's sound ends while its picture continues. Returns what ends the watch. */
export function watchTabSound(stream: MediaStream, report: (what: Message) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [track] = stream.getAudioTracks();
  track?.addEventListener('ended', () => {
    timer = setTimeout(() => report({ id: 'capture.tabSoundEnded' }), TAB_CLOSES_MS);
  });
  return () => clearTimeout(timer);
}
