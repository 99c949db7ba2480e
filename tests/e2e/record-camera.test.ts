import { beforeAll, expect, test } from 'vitest';
import { expectIdentical, expectPlays, openStage, type Stage, start, stopAndComplete, until } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
  return () => stage[Symbol.asyncDispose]();
});

test('the camera arrives byte for byte and plays, with the microphone’s sound and its frame numbers', async () => {
  const running = await start(stage, 'camera');
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 1_000_000);
  const { title, source } = await stopAndComplete(stage, running);
  expect({ title, source }).toEqual({ title: expect.stringContaining('.y4m'), source: 'camera' });
  await expectIdentical(stage, running);
  await expectPlays(stage, running, 'camera');
});
