import { expect, test } from 'vitest';
import { expectAccessible } from './support/axe.ts';
import { CORNERS, dragOverMiddle, nameOf, openCropPage, paintQuarters } from './support/crop-area.ts';
import { expectIdentical, start, stopAndComplete, until, useStage } from './support/stage.ts';

const RECORDED_MS = 2_000;

const stage = useStage({ pagePath: '/pages/test-card.html' });

test('the area that was dragged on a picture of the tab is what the server gets, in its size and its colours', async () => {
  const { reelay, receiver, page } = stage;
  await paintQuarters(page);
  const crop = await openCropPage(stage);
  await expectAccessible(crop);
  await dragOverMiddle(crop);
  await expectAccessible(crop);
  const shown = await crop.$eval('[role="status"]', (status) => status.textContent ?? '');
  const [width = 0, height = 0] = shown.split(' × ').map(Number);
  const viewport = await page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  expect([Math.abs(width - viewport.width / 2) <= 4, Math.abs(height - viewport.height / 2) <= 4]).toEqual([
    true,
    true,
  ]);
  const closed = new Promise((resolve) => void crop.once('close', resolve));
  await crop.keyboard.press('Enter');
  await closed;

  const running = await start(stage);
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  const src = encodeURIComponent(`/uploads/${running.sessionId}/file`);
  const player = await reelay.openPage(`${receiver.origin}/pages/player.html?src=${src}`);
  const { width: receivedWidth, height: receivedHeight } = await player.evaluate(() => window.reelayPlayer.examine());
  expect([receivedWidth, receivedHeight]).toEqual([width, height]);
  const [corners = []] = await player.evaluate((places) => window.reelayPlayer.lookAt([1], places), CORNERS);
  expect(corners.map(nameOf)).toEqual(['red', 'green', 'blue', 'yellow']);
  await player.close();
});
