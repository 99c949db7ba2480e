import type { ServerResponse } from 'node:http';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import type { RecordingSnapshot } from '../../../lib/recording/snapshot.ts';
import { useStage } from '../support/stage.ts';
import { clearField } from '../support/upload-line.ts';
import { startWide, type Wide } from '../support/wide-server.ts';

const UNIT_BYTES = 256 * 1024;
const PATIENCE_MS = 15_000;
const SECRET = 'k3y-of-the-server';

/** An endless body, sent as fast as it's read. */
function drip(response: ServerResponse): void {
  while (response.writable && response.write('x'.repeat(16 * 1024)));
  response.once('drain', () => drip(response));
}

/** The part of the extension APIs used in the page. */
declare const chrome: { readonly storage: { readonly local: { set(values: Record<string, unknown>): Promise<void> } } };

// The policy blocks requests to the redirect's target.
const stage = useStage({ breaksPolicy: true });
let elsewhere: Wide;

beforeAll(async () => {
  elsewhere = await startWide((response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<p>Sign in'));
  return () => elsewhere[Symbol.asyncDispose]();
});

beforeEach(() => {
  elsewhere.journal.length = 0;
});

async function until(holds: (recording: RecordingSnapshot) => boolean): Promise<RecordingSnapshot> {
  const { current } = await stage.reelay.inspector.waitFor(
    ({ current }) => current !== null && holds(current),
    PATIENCE_MS,
  );
  if (current === null) throw new Error('Nothing is recorded.');
  return current;
}

async function stop(): Promise<void> {
  await stage.reelay.inspector.send('background/stop', { id: stage.reelay.inspector.snapshot.current?.id ?? '' });
  await until(({ sealedBytes }) => sealedBytes !== null);
}

test('a body is never redirected to another origin, and an answer without an end does not hold up the upload', async () => {
  let storedBytes = 0;
  await using server = await startWide((response, bodyBytes) => {
    const range = storedBytes === 0 ? {} : { Range: `bytes=0-${storedBytes - 1}` };
    if (bodyBytes === 0) response.writeHead(308, range).end();
    else if (storedBytes >= 2 * UNIT_BYTES) response.writeHead(307, { Location: `${elsewhere.origin}/in` }).end();
    else {
      storedBytes += bodyBytes;
      response.writeHead(308, { Range: `bytes=0-${storedBytes - 1}` });
      drip(response);
    }
  });
  const { reelay, page } = stage;
  await reelay.startRecording(page, { uploadUrl: `${server.origin}/up/1?upload_id=${SECRET}`, source: 'tab' });
  await until(({ ackedBytes }) => ackedBytes === 2 * UNIT_BYTES);
  await expect
    .poll(() => server.journal.filter((line) => line.includes(' 262144')).length, { timeout: PATIENCE_MS })
    .toBeGreaterThan(2);
  await until(({ link }) => link.kind !== 'sending' && link.kind !== 'idle');
  await stop();
  expect(reelay.inspector.snapshot.current?.state).not.toBe('complete');
  expect(elsewhere.journal).toEqual([]);
});

test('neither the headers nor the body of a minting request follow a redirect', async () => {
  await using server = await startWide((response) => {
    response.writeHead(307, { Location: `${elsewhere.origin}/mint` }).end();
  });
  const { reelay, page } = stage;
  const minting = { endpoint: `${server.origin}/mint`, headers: { 'X-Api-Key': SECRET } };
  await reelay.inspector.page.evaluate((value) => chrome.storage.local.set({ minting: value }), minting);
  const options = await reelay.openPage(`chrome-extension://${reelay.extension.id}/options.html`);
  await options.locator('::-p-aria([name="Try it"][role="button"])').click();
  await options.waitForFunction(() => document.body.textContent?.includes('redirected to another address'), {
    timeout: PATIENCE_MS,
  });
  await options.close();
  const popup = await reelay.openPopup(page);
  await clearField(popup.page, 'Upload URL');
  await popup.press('Start recording');
  // An intermediary may have redirected it, so it's asked again before the upload needs attention.
  const { link } = await until(({ state, link }) => state === 'recording' && link.kind === 'retrying');
  await popup.close();
  expect(link).toMatchObject({ reason: { id: 'mint.redirectedMaybeSlash', redirectedTo: 'another address' } });
  await stop();
  expect(server.journal.length).toBeGreaterThanOrEqual(2);
  for (const line of server.journal) expect(line).toMatch(new RegExp(`^POST /mint \\d+ ${SECRET}$`));
  expect(elsewhere.journal).toEqual([]);
});
