import { MIB } from '../../base/byte-units.ts';
import { FULL_LOOK, remindOfGarbage } from '../../base/remind-of-garbage.ts';

/** How many bytes of unused slices the browser may hold, for each thread that had them. */
const LOOK_EVERY_BYTES = 16 * MIB;

/** Call it for each slice that this thread no longer needs: triggers garbage collection now and then. */
export function sliceGarbage(remind = () => remindOfGarbage(FULL_LOOK)): (bytes: number) => void {
  let unseenBytes = 0;
  return (bytes) => {
    unseenBytes += bytes;
    if (unseenBytes < LOOK_EVERY_BYTES) return;
    unseenBytes = 0;
    remind();
  };
}
