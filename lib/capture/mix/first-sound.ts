const LOOK_EVERY_MS = 500;
/** How long a sound may be silent before that is reported. */
const SILENT_AFTER_MS = 10_000;

/** The level of a captured sound. */
export interface Level {
  /** Whether anything was heard in the last half second or so. */
  hears(): boolean;
  close(): void;
}

/**
 * Listens until the first sound: a microphone that is muted by a switch of its own, or that is not the one that is spoken
 * into, opens as well as any. Once it was heard, it may be silent for as long as you like.
 * @param onSilent true after ten seconds without a sound; false when one comes after that.
 * @returns what ends it; may be called more than once.
 */
export function awaitFirstSound(level: Level, onSilent: (isSilent: boolean) => void): () => void {
  let silentMs = 0;
  let isOver = false;
  const timer = setInterval(() => {
    if (level.hears()) {
      end();
      if (silentMs >= SILENT_AFTER_MS) onSilent(false);
      return;
    }
    silentMs += LOOK_EVERY_MS;
    if (silentMs === SILENT_AFTER_MS) onSilent(true);
  }, LOOK_EVERY_MS);
  const end = () => {
    if (isOver) return;
    isOver = true;
    clearInterval(timer);
    level.close();
  };
  return end;
}
