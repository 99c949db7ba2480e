/** How long to wait before another try when what played the sound has failed, such as a device that was unplugged. */
const AGAIN_AFTER_MS = 1_000;

/**
 * Lets the person hear a captured stream, which would be silent otherwise. Apart from the mix: what plays a sound can fail,
 * and the recording must not stand still with it.
 * @returns what ends it.
 */
export function monitorAudio(stream: MediaStream): () => void {
  let context: AudioContext | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const close = () => {
    // Closing fails only when it is closed already, which is what is wanted.
    if (context !== null && context.state !== 'closed') void context.close();
    context = null;
  };
  const open = () => {
    try {
      const opened = new AudioContext();
      context = opened;
      opened.createMediaStreamSource(stream).connect(opened.destination);
      opened.addEventListener('error', again);
    } catch (error) {
      console.warn('What is recorded cannot be heard.', error);
      again();
    }
  };
  const again = () => {
    if (isOver) return;
    close();
    clearTimeout(timer);
    timer = setTimeout(open, AGAIN_AFTER_MS);
  };
  open();
  return () => {
    isOver = true;
    clearTimeout(timer);
    close();
  };
}
