import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { openChannel, watchLevels } from '../../commands/level-channel.ts';
import type { SoundLevels } from '../../recording/sound-level.ts';

/** The levels of the recording in progress, while the component is shown. Null before the first. */
export function useLevels(): ReadonlySignal<SoundLevels | null> {
  const levels = useSignal<SoundLevels | null>(null);
  useEffect(
    () =>
      watchLevels(openChannel(), (next) => {
        levels.value = next;
      }),
    [levels],
  );
  return levels;
}
