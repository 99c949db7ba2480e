import { expect, test } from 'vitest';
import type { SessionReport } from '../../../dev/receiver/session-report.ts';
import { expectIdentical, start, until, useStage } from '../support/stage.ts';

/** Much less than the page produces on any machine, so that there's always something to send. */
const SLOW_BYTES_PER_SECOND = 200_000;
/** What the older recording still has to send when it's stopped: several chunks. */
const BACKLOG_BYTES = 1_000_000;
const PATIENCE_MS = 60_000;

const stage = useStage();

test('the live recording sends first, and the older one continues after it', async () => {
  const { reelay, receiver, page } = stage;
  receiver.setBandwidth(SLOW_BYTES_PER_SECOND);
  const older = await start(stage);
  await until(stage, older, ({ spooledBytes, ackedBytes }) => spooledBytes - ackedBytes > BACKLOG_BYTES);
  await stop();
  const live = await start(stage);
  await until(stage, live, ({ ackedBytes }) => ackedBytes > 500_000);
  const stoppedAtMs = Date.now();
  await stop();
  receiver.setBandwidth(null);
  await reelay.waitForComplete(live.recordingId, PATIENCE_MS);
  // A complete recording that isn't the current one is no longer shown.
  await receiver.completed(older.sessionId, { signal: AbortSignal.timeout(PATIENCE_MS) });

  const [olderReport, liveReport] = [await expectIdentical(stage, older), await expectIdentical(stage, live)];
  const [liveBeganAtMs] = arrivals(liveReport);
  expect(liveBeganAtMs).toBeDefined();
  const meanwhile = arrivals(olderReport).filter((atMs) => atMs > (liveBeganAtMs ?? 0) && atMs < stoppedAtMs);
  expect(meanwhile).toEqual([]);
  expect(arrivals(olderReport).some((atMs) => atMs > stoppedAtMs)).toBe(true);

  async function stop(): Promise<void> {
    const { popup } = await reelay.stopRecording(page);
    await popup.waitForStatus('Finishing');
    await popup.close();
  }
});

/** When the requests that carried bytes arrived, in milliseconds since 1970. */
function arrivals({ requests }: SessionReport): number[] {
  return requests.filter(({ bytes }) => bytes > 0).map(({ atMs }) => atMs);
}
