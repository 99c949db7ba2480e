/** A document at work reports every second; when it has been silent for this long, it is looked for. */
const SILENCE_MS = 5_000;

/**
 * Makes the function to call at each report of the document. When the next one does not come, `onSilence` is called once.
 * @param later calls back once after a delay in milliseconds; the function it returns calls it off.
 */
export function createSilenceWatch(
  onSilence: () => void,
  later: (delayMs: number, callback: () => void) => () => void,
): () => void {
  let callOff: () => void = () => undefined;
  return () => {
    callOff();
    callOff = later(SILENCE_MS, onSilence);
  };
}
