import { test } from 'vitest';
import { startTus, startUploadx } from '../../support/real-servers.ts';
import { stopAndComplete, until, useStage } from '../support/stage.ts';
import { expectWholeAt, startTo } from '../support/to-real-server.ts';

const stage = useStage();

test('a tab is whole at @uploadx/core, by Content-Range, though the server is started again in the middle', async () => {
  const server = await startUploadx();
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

test('a tab is sent after Stop to a tus server that wants the length first', async () => {
  const server = await startTus({ defersLength: false });
  try {
    const running = await startTo(stage, server);
    await until(stage, running, ({ spooledBytes, link }) => spooledBytes > 250_000 && link.kind === 'after-stop');
    await stopAndComplete(stage, running);
    await expectWholeAt(stage, server, running);
  } finally {
    await server.stop();
  }
});
