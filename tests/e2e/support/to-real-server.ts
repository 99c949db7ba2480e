import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import type { RealServer } from '../../support/real-servers.ts';
import type { Running, Stage } from './stage.ts';

/** Starts a recording of the tab to a real server. */
export async function startTo({ reelay, page }: Stage, server: RealServer): Promise<Running> {
  const uploadUrl = await server.uploadUrl();
  const { id: recordingId } = await reelay.startRecording(page, { uploadUrl, source: 'tab' });
  return { recordingId, sessionId: '' };
}

/** Expects that the server has stored the whole recording, and knows that it's complete. */
export async function expectWholeAt({ reelay }: Stage, server: RealServer, { recordingId }: Running): Promise<void> {
  const spool = await reelay.inspector.digestSpool(recordingId);
  const stored = await server.storedBytes();
  expect(stored.length).toBe(spool.bytes);
  expect(createHash('sha256').update(stored).digest('hex')).toBe(spool.sha256);
  expect(server.hasFinished()).toBe(true);
}
