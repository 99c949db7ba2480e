import { expect, test } from 'vitest';
import type { Colour } from '../../dev/pages/player.ts';
import type { Bubble } from '../../lib/recording/bubble.ts';
import {
  EXPECTED,
  expectIdentical,
  expectPlays,
  type Running,
  start,
  stopAndComplete,
  until,
  useStage,
} from './support/stage.ts';

/** How long each layout of the picture lasts. */
const EACH_MS = 2_000;
const LOOKS = 24;
/** The center of a medium-sized bubble, in a picture of about 4:3. */
const BOTTOM_RIGHT = { x: 0.86, y: 0.83 };
const BOTTOM_LEFT = { x: 0.14, y: 0.83 };

const stage = useStage();

/** Paints the page blue below its barcode: the camera's film is gray. */
async function paintBlue(): Promise<void> {
  await stage.page.evaluate(() => {
    const blue = document.createElement('div');
    blue.style.cssText = 'position: fixed; inset: 30vh 0 0; background: #00f';
    document.body.append(blue);
  });
}

const isBlue = ([red, green, blue]: Colour): boolean => blue > Math.max(red, green) + 60;

/** What the lower corners show, from beginning to end, each change once: `P` for the page, `C` for the camera. */
async function arrangements({ sessionId }: Running, seconds: number): Promise<readonly string[]> {
  const page = await stage.reelay.browser.newPage();
  try {
    const src = encodeURIComponent(`/uploads/${sessionId}/file`);
    await page.goto(`${stage.receiver.origin}/pages/player.html?src=${src}`);
    const times = Array.from({ length: LOOKS }, (_, look) => ((look + 0.5) / LOOKS) * seconds);
    const looks = await page.evaluate((at, places) => window.reelayPlayer.lookAt(at, places), times, [
      BOTTOM_LEFT,
      BOTTOM_RIGHT,
    ]);
    const seen = looks.map((colours) => colours.map((colour) => (isBlue(colour) ? 'P' : 'C')).join(''));
    return seen.filter((now, index) => now !== seen[index - 1]);
  } finally {
    await page.close();
  }
}

/** Resolves when the recording has continued for this long. */
async function runOn(running: Running): Promise<void> {
  const from = Date.now();
  await until(stage, running, () => Date.now() - from > EACH_MS);
}

test('the camera stands in its corner over the tab, moves, and is gone when it is turned off; the tab is whole throughout', async () => {
  await paintBlue();
  const { inspector } = stage.reelay;
  const running = await start(stage, 'tabCamera');
  const id = running.recordingId;
  await runOn(running);
  const bubble: Bubble = { shape: 'square', corner: 'bottomLeft', size: 'medium' };
  await inspector.send('background/place-camera', { id, bubble });
  await until(stage, running, ({ camera }) => camera?.bubble?.corner === 'bottomLeft');
  await runOn(running);
  await inspector.send('background/camera-off', { id });
  await until(stage, running, ({ camera }) => camera?.isOn === false);
  // An overloaded encoder is seconds behind, and Stop doesn't wait for it.
  await runOn(running);
  await runOn(running);
  const { elapsed } = await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  await expectPlays(stage, running, EXPECTED.tab);
  const seen = await arrangements(running, elapsed.recordedMs / 1_000);
  // The tab may appear before the camera does.
  expect(seen[0] === 'PP' ? seen.slice(1) : seen).toEqual(['PC', 'CP', 'PP']);
});
