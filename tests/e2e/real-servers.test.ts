import { test } from 'vitest';
import { startTus } from '../support/real-servers.ts';
import { stopAndComplete, until, useStage } from './support/stage.ts';
import { expectWholeAt, startTo } from './support/to-real-server.ts';

const stage = useStage();

test('a tab is whole at @tus/server, though the server is started again in the middle', async () => {
  const server = await startTus({ defersLength: true });
  try {
    const running = await startTo(stage, server);
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 250_000);
    await server.restart();
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 800_000);
    await stopAndComplete(stage, running);
    await expectWholeAt(stage, server, running);
  } finally {
    await server.stop();
  }
});
