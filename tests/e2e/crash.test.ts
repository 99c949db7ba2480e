import { expect, test } from 'vitest';
import { endEngines, killBrowser } from '../../dev/chaos/faults.ts';
import { expectFinished, expectNothingLost, openCrashStage, recordAWhile } from './support/crash-stage.ts';

test('the engine’s worker is ended, then the browser is killed: the recording continues, and at the next start the upload completes in the same session', async () => {
  await using stage = await openCrashStage();
  const reelay = await stage.launch();
  const struck = await recordAWhile(stage, reelay);
  const { current } = reelay.inspector.snapshot;
  expect(await endEngines(reelay)).toBe(1);
  const { current: before } = await reelay.inspector.waitFor(
    (snapshot) => (snapshot.current?.ackedBytes ?? 0) > (current?.ackedBytes ?? 0) + 500_000,
    30_000,
  );
  expect(before?.state).toBe('recording');
  await killBrowser(reelay);
  const restarted = await stage.launch();
  // The system withdraws a notification after a few seconds, and playing takes longer.
  await expect.poll(() => restarted.inspector.notifications(), { timeout: 20_000 }).toEqual(['interrupted']);
  expectNothingLost(await expectFinished(stage, restarted, struck), before);
});
