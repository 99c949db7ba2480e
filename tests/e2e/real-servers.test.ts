import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealServer, startTus, startUploadx } from '../support/real-servers.ts';
import { openStage, type Running, type Stage, stopAndComplete, until } from './support/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

async function startTo(server: RealServer): Promise<Running> {
  const choices = { uploadUrl: await server.uploadUrl(), source: 'tab' as const };
  const { id: recordingId } = await stage.reelay.startRecording(stage.page, choices);
  return { recordingId, sessionId: '' };
}

async function expectWholeAt(server: RealServer, { recordingId }: Running): Promise<void> {
  const spool = await stage.reelay.inspector.digestSpool(recordingId);
  const stored = await server.storedBytes();
  expect(stored.length).toBe(spool.bytes);
  expect(createHash('sha256').update(stored).digest('hex')).toBe(spool.sha256);
  expect(server.hasFinished()).toBe(true);
}

test.each([
  ['@uploadx/core, by Content-Range', startUploadx],
  ['@tus/server, which takes the length at the end', () => startTus({ defersLength: true })],
])('a tab is whole at %s, though the server is started again in the middle', async (_name, startServer) => {
  const server = await startServer();
  try {
    const running = await startTo(server);
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 500_000);
    await server.restart();
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 1_500_000);
    await stopAndComplete(stage, running);
    await expectWholeAt(server, running);
  } finally {
    await server.stop();
  }
});

test('a tab is sent after Stop to a tus server that wants the length first', async () => {
  const server = await startTus({ defersLength: false });
  try {
    const running = await startTo(server);
    await until(stage, running, ({ spooledBytes, link }) => spooledBytes > 500_000 && link.kind === 'after-stop');
    await stopAndComplete(stage, running);
    await expectWholeAt(server, running);
  } finally {
    await server.stop();
  }
});
