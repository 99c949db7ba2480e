import { expect, test } from 'vitest';
import { useStage } from '../support/stage.ts';
import { clearField } from '../support/upload-line.ts';
import { startWide } from '../support/wide-server.ts';

const PATIENCE_MS = 15_000;
const SECRET = 'k3y-of-the-server';

/** What is used of the extension APIs within the page. */
declare const chrome: { readonly storage: { readonly local: { set(values: Record<string, unknown>): Promise<void> } } };

// The policy keeps requests from where they are redirected to.
const stage = useStage({ breaksPolicy: true });

test('neither the headers nor the body of a minting request follow a redirect', async () => {
  await using elsewhere = await startWide((response) => response.writeHead(200).end('{}'));
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
  // Something in between may have redirected it, so it is asked again before the upload needs attention.
  const { current } = await reelay.inspector.waitFor(
    ({ current }) => current?.state === 'recording' && current.link.kind === 'retrying',
    PATIENCE_MS,
  );
  await popup.close();
  expect(current?.link).toMatchObject({ reason: { id: 'mint.redirectedMaybeSlash', redirectedTo: 'another address' } });
  await reelay.inspector.send('background/stop', { id: current?.id ?? '' });
  await reelay.inspector.waitFor(({ current }) => current !== null && current.sealedBytes !== null, PATIENCE_MS);
  expect(server.journal.length).toBeGreaterThanOrEqual(2);
  for (const line of server.journal) expect(line).toMatch(new RegExp(`^POST /mint \\d+ ${SECRET}$`));
  expect(elsewhere.journal).toEqual([]);
});
