import { systemClock } from '../../base/clock.ts';
import type { Report } from '../../commands/messages.ts';
import { allRecordings, EMPTY_SNAPSHOT, isAtWork, type Snapshot } from '../../recording/snapshot.ts';
import { hasNewlyComplete, mergeReport } from '../../recording/snapshot-changes.ts';
import { urlsIn } from '../../recording/target.ts';
import { notify } from '../notifications/browser-notifications.ts';
import { newlyNeeded } from '../notifications/notifications.ts';
import { RecentWarnings } from '../notifications/recent-warnings.ts';
import type { ControllerWorld } from '../world.ts';

/** Makes the function that takes the recorder's reports. `makeRound` tidies up soon. */
export function serveReports(
  { offscreen, relay, hosts }: ControllerWorld,
  makeRound: () => void,
): (reported: Snapshot) => Promise<Report> {
  const announced = new RecentWarnings(() => systemClock.monotonicMs());
  let lastReported = EMPTY_SNAPSHOT;
  return async (reported) => {
    offscreen.heard();
    const isNewlyComplete = hasNewlyComplete(lastReported, reported);
    lastReported = reported;
    const before = relay.snapshot();
    await relay.show(mergeReport(before, reported));
    // The popup says it already.
    if (!relay.hasPopup()) await Promise.all(announced.fresh(newlyNeeded(before, relay.snapshot())).map(notify));
    const atWork = allRecordings(reported).filter(isAtWork);
    void hosts.used(atWork.flatMap(({ targetLabel }) => urlsIn(targetLabel)));
    if (isNewlyComplete) makeRound();
    return { watched: relay.hasPages() };
  };
}
