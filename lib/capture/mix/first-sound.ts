const LOOK_EVERY_MS = 500;
/** How long nothing may be heard before that is told. */
const SILENT_AFTER_MS = 10_000;

/** An ear on a sound that is captured. */
export interface Ear {
  /** Whether anything was heard in the last half second or so. */
  hears(): boolean;
  close(): void;
}

/**
 * Listens until the first sound: a microphone that is muted by a switch of its own, or that is not the one that is spoken
 * into, opens as well as any. Who was heard once may be silent for as long as they like.
 * @param tellSilent true after ten seconds without a sound; false when one comes after that.
 * @returns what ends it; may be called more than once.
 */
export function awaitFirstSound(ear: Ear, tellSilent: (isSilent: boolean) => void): () => void {
  let silentMs = 0;
  let isOver = false;
  const timer = setInterval(() => {
    if (ear.hears()) {
      end();
      if (silentMs >= SILENT_AFTER_MS) tellSilent(false);
      return;
    }
    silentMs += LOOK_EVERY_MS;
    if (silentMs === SILENT_AFTER_MS) tellSilent(true);
  }, LOOK_EVERY_MS);
  const end = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    ear.close();
  };
  return end;
}
