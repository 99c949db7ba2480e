const STEPS = 200;

/** Passes on a share from 0 to 1 only when it has grown by half a percent: the caller may report it for every packet. */
export function progressSteps(onProgress: (share: number) => void): (share: number) => void {
  let reportedSteps = -1;
  return (share) => {
    const steps = Math.floor(share * STEPS);
    if (steps <= reportedSteps) return;
    reportedSteps = steps;
    onProgress(steps / STEPS);
  };
}
