import type { Message } from '../../recording/message.ts';

/** When a tab closes, its picture ends too, and there's nothing to warn about. */
const TAB_CLOSES_MS = 1_000;

/** Reports when the tab's sound ends while its picture continues. Returns a function that stops the watch. */
export function watchTabSound(stream: MediaStream, report: (what: Message) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const [track] = stream.getAudioTracks();
  track?.addEventListener('ended', () => {
    timer = setTimeout(() => report({ id: 'capture.tabSoundEnded' }), TAB_CLOSES_MS);
  });
  return () => clearTimeout(timer);
}
