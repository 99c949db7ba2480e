import type { Message } from '../../recording/message.ts';

/** How long a try to start the sound again is given. */
const TRY_MS = 2_000;
/** The first try is for the device as it is, the second takes it again. */
const TRIES_BEFORE_WARNING = 2;

/** What is used of an AudioContext. */
export type RunningContext = Pick<AudioContext, 'state' | 'resume' | 'addEventListener' | 'removeEventListener'>;

/**
 * Restarts an AudioContext that the browser has suspended, as it may after the computer slept.
 * @param takeDevice has it take the device that plays again.
 * @param report called with a warning when it stays suspended, with null when it runs again.
 * @returns what ends it.
 */
export function keepRunning(
  context: RunningContext,
  takeDevice: () => Promise<void>,
  report: (warning: Message | null) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let tries = 0;
  const rest = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };
  const start = () => {
    timer = setTimeout(start, TRY_MS);
    tries += 1;
    // A try may stay pending for ever.
    const trying = tries % 2 === 1 ? context.resume() : takeDevice();
    trying.catch((error: unknown) => console.warn('The sound could not be started again yet.', error));
    if (tries > TRIES_BEFORE_WARNING) report({ id: 'capture.tabNotHeard' });
  };
  const changed = () => {
    if (context.state !== 'running' && context.state !== 'closed') {
      if (timer === null) start();
      return;
    }
    rest();
    if (tries > TRIES_BEFORE_WARNING) report(null);
    tries = 0;
  };
  context.addEventListener('statechange', changed);
  changed();
  return () => {
    rest();
    context.removeEventListener('statechange', changed);
  };
}
