const STEPS = 200;

/**
 * Passes on progress from 0 to 1 only when it has grown by half a percent, because the caller may report every packet.
 */
export function progressSteps(onProgress: (share: number) => void): (share: number) => void {
  let reportedSteps = -1;
  return (share) => {
    const steps = Math.floor(share * STEPS);
    if (steps <= reportedSteps) return;
    reportedSteps = steps;
    onProgress(steps / STEPS);
  };
}
