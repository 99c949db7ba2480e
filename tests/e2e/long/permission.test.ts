import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { allowDevices, startAndBeAsked } from '../support/ask-for-devices.ts';
import { expectAccessible } from '../support/axe.ts';
import { openStage } from '../support/stage.ts';

declare const chrome: {
  storage: { session: { get(key: string): Promise<Record<string, unknown>>; set(values: object): Promise<void> } };
};

const PATIENCE_MS = 20_000;

test('a start that is refused after the permission was given is reported by a notification, and on the page that asked', async () => {
  await using stage = await openStage({ asksForDevices: true });
  const { reelay, receiver } = stage;
  const { id: otherId, url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(stage, uploadUrl);
  // Meanwhile, another upload takes its URL.
  const lock = `reelay:upload:${createHash('sha256').update(uploadUrl).digest('hex')}`;
  await reelay.inspector.page.evaluate((name) => {
    void navigator.locks.request(name, () => new Promise(() => undefined));
  }, lock);
  await allowDevices(stage, asking);
  await expect.poll(() => reelay.inspector.notifications(), { timeout: PATIENCE_MS }).toEqual(['start-refused']);
  await asking.waitForSelector('::-p-text(Another recording is being uploaded to this URL)');
  expect((await receiver.session(otherId)).size).toBe(0);
});

test('a permission that comes ten minutes after Start starts nothing, and the page says so', async () => {
  await using stage = await openStage({ asksForDevices: true });
  const { reelay, receiver } = stage;
  const { url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(stage, uploadUrl);
  await reelay.inspector.page.evaluate(async (waitedMs) => {
    const { 'pending-start': pending } = (await chrome.storage.session.get('pending-start')) as {
      'pending-start': { atMs: number };
    };
    await chrome.storage.session.set({ 'pending-start': { ...pending, atMs: pending.atMs - waitedMs } });
  }, 10 * 60_000);
  await allowDevices(stage, asking);
  await asking.waitForSelector('::-p-text(This start has expired)');
  await expectAccessible(asking);
  expect(reelay.inspector.snapshot.current).toBeNull();
});

test('a permission that the browser takes away while it records is named, and what was recorded arrives', async () => {
  await using stage = await openStage({ asksForDevices: true });
  const { reelay, receiver } = stage;
  const { url: uploadUrl } = await receiver.mint();
  const asking = await startAndBeAsked(stage, uploadUrl);
  const context = reelay.browser.defaultBrowserContext();
  await allowDevices(stage, asking);
  const { current } = await reelay.inspector.waitFor(
    (snapshot) => (snapshot.current?.ackedBytes ?? 0) > 0,
    PATIENCE_MS,
  );
  await context.clearPermissionOverrides();
  const { problem } = await reelay.waitForComplete(current?.id ?? '', PATIENCE_MS);
  expect(problem).toEqual({ id: 'capture.cameraRevoked' });
});
