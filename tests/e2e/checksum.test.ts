import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectIdentical, openStage, type Stage, stopAndComplete, until } from './support/stage.ts';

const LOG_LINES = 40;
const LOG_PATIENCE_MS = 10_000;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
});

afterAll(() => stage[Symbol.asyncDispose]());

test.each(['crc32c', 'md5'] as const)(
  'the server’s checksum is held against the recording: %s',
  async (reportsHash) => {
    const { reelay, receiver, page } = stage;
    const { id: sessionId, url: uploadUrl } = await receiver.mint({ dialect: { reportsHash } });
    const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source: 'tab' });
    const running = { recordingId, sessionId };
    await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
    await stopAndComplete(stage, running);
    await expectIdentical(stage, running);
    // The log is told of it at its own pace, which is not that of the state.
    const log = async () => (await reelay.inspector.readLog(LOG_LINES)).join('\n');
    const sentence = `The server’s checksum (${reportsHash}) is that of the recording.`;
    await expect.poll(log, { timeout: LOG_PATIENCE_MS }).toContain(sentence);
  },
);
