import { expect, test } from 'vitest';
import { shownAfterPressing } from './support/press-stop.ts';
import { start, until, useStage } from './support/stage.ts';

const stage = useStage();

test('Stop shows at once that it was pressed', async () => {
  const running = await start(stage);
  await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.waitForStatus('Recording');
  expect(await shownAfterPressing(popup.page)).toBeLessThan(100);
  await stage.reelay.waitForComplete(running.recordingId, 20_000);
  await popup.waitForStatus('Complete');
  await popup.close();
});
