import type { Message } from '../../recording/message.ts';

/** How long an attempt to resume may take. */
const TRY_MS = 2_000;
/** The first attempt uses the device as it is, the second opens it again. */
const TRIES_BEFORE_WARNING = 2;

/** The part of an AudioContext that is used. */
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
    // An attempt may stay pending forever.
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
