import type { Page } from 'puppeteer-core';
import { expect, test } from 'vitest';
import { EMPTY_SNAPSHOT, type RecordingSnapshot, type Snapshot } from '../../../lib/recording/snapshot.ts';
import { NO_ANSWER } from '../../../lib/upload/wire/transport.ts';
import { aRecording } from '../../support/a-recording.ts';
import { text } from '../../support/text.ts';
import { holdServiceWorker } from '../support/hold-service-worker.ts';
import { shownAfterPressing } from '../support/press-stop.ts';
import { RecordingsPage } from '../support/recordings-page.ts';
import { start, until, useStage } from '../support/stage.ts';

const PATIENCE_MS = 20_000;
const ID = 'b6f1c2c4-9a77-4a52-8f0c-0d8e8b0a1f11';
const LONG = 'a title that goes on and on, as those of web pages do when everybody wants to be found by every word';
const REASON = text(
  'The server answered 503. It may be busy or restarting; that usually passes by itself after a while.',
);

const QUESTIONS = [
  ['Cancel upload', 'Keep uploading'],
  ['Use a new URL', 'Keep current URL'],
] as const;

const stage = useStage();
/** Reports to the background in place of the offscreen document, which doesn't exist meanwhile. */
async function report(snapshot: Snapshot): Promise<void> {
  await stage.reelay.inspector.send('background/snapshot', snapshot);
}

/** Every state that a live recording can be shown in. */
function liveStates(): Partial<RecordingSnapshot>[] {
  const soonMs = Date.now() + 60_000;
  const stalled = { kind: 'stalled', sinceMs: soonMs, nextAtMs: soonMs } as const;
  return [
    { state: 'preparing', title: 'Before', spooledBytes: 0, elapsed: { recordedMs: 0, runningSinceMs: null } },
    { title: 'Short' },
    { title: LONG },
    { title: null, source: 'camera' },
    { title: 'Hours', elapsed: { recordedMs: 100 * 3_600_000, runningSinceMs: null }, spooledBytes: 123_456_789_012 },
    { title: 'Sending', link: { kind: 'sending' }, sentPerSecond: [1, 2_000_000, 3_000_000, 900_000_000] },
    { title: 'Retrying', link: { kind: 'retrying', attempt: 2, nextAtMs: soonMs, reason: REASON } },
    { title: 'Stalled', link: { ...stalled, reason: REASON }, warning: text(LONG), problem: REASON },
    {
      title: 'Kept from the server',
      link: { ...stalled, reason: NO_ANSWER },
      canTryAgain: true,
      targetLabel: `${stage.receiver.origin}/…/a`,
    },
    { title: 'Offline', link: { kind: 'offline' } },
    { title: 'Blocked', link: { kind: 'blocked', reason: { id: 'several', messages: [REASON, text(LONG)] } } },
    { title: 'Paused upload', link: { kind: 'paused' } },
    { title: 'After Stop', link: { kind: 'after-stop' } },
    { title: 'Slow disk', waitingBytes: 200_000_000, warning: text(LONG) },
    { title: 'Stopping', isStopping: true },
    { title: 'Paused', state: 'paused', elapsed: { recordedMs: 61_000, runningSinceMs: null } },
  ];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The positions of Pause and Stop in the page. */
async function boxes(page: Page): Promise<Box[]> {
  return await page.$$eval('.live-controls button', (buttons) =>
    buttons.map((button) => {
      const { x, y, width, height } = button.getBoundingClientRect();
      return { x, y: y + scrollY, width, height };
    }),
  );
}

async function waitForTitle(page: Page, title: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.recording-title, h2')].some(({ textContent }) => textContent === wanted),
    { timeout: PATIENCE_MS, polling: 'mutation' },
    title,
  );
}

/** Resolves to whether the button existed. */
async function pressByScript(page: Page, name: string): Promise<boolean> {
  return await page.$$eval(
    'button',
    (buttons, wanted) => {
      const button = buttons.find(({ textContent }) => textContent === wanted);
      button?.click();
      return button !== undefined;
    },
    name,
  );
}

/** The distinct positions in which a page has shown Pause and Stop: just one if they never moved. */
async function placesIn(page: Page, untitled: string): Promise<{ readonly places: unknown[]; readonly looks: number }> {
  const looks: Box[][] = [];
  for (const changes of liveStates()) {
    await report({ current: aRecording({ id: ID, ...changes }), others: [] });
    await waitForTitle(page, changes.title ?? untitled);
    if (changes.title === 'Kept from the server') await page.waitForSelector('.host-access');
    looks.push(await boxes(page));
    for (const [question, answer] of QUESTIONS) {
      // By script, because what's below may move.
      if (!(await pressByScript(page, question))) continue;
      await page.waitForSelector(`::-p-aria([name="${answer}"][role="button"])`);
      looks.push(await boxes(page));
      await pressByScript(page, answer);
    }
  }
  return { places: [...new Set(looks.map((look) => JSON.stringify(look)))], looks: looks.length };
}

test('Pause and Stop do not move by a pixel on the recordings page, whatever is shown of a live recording', async () => {
  await report({ current: aRecording({ id: ID }), others: [] });
  const { page } = await RecordingsPage.open(stage);
  const { places } = await placesIn(page, 'Camera');
  expect(places).toHaveLength(1);
  await page.close();
  await stage.page.bringToFront();
});

test('nor do they in the popup', async () => {
  await report({ current: aRecording({ id: ID }), others: [] });
  const popup = await stage.reelay.openPopup(stage.page);
  const { places, looks } = await placesIn(popup.page, 'Camera');
  expect(looks).toBeGreaterThan(30);
  expect(places).toHaveLength(1);
  expect(places[0]).toContain('"height":34');
  // A failed command says so below them: nobody has this recording.
  await popup.press('Stop recording');
  await popup.page.waitForSelector('.current [role="alert"]', { timeout: PATIENCE_MS });
  expect(JSON.stringify(await boxes(popup.page))).toBe(places[0]);
  // With the log open, the popup is as tall as the browser allows, and scrolls.
  await popup.press('Log');
  await popup.page.waitForSelector('[role="log"]');
  expect(JSON.stringify(await boxes(popup.page))).toBe(places[0]);
  await popup.press('Log');
  await popup.close();
  // The document opened by the command would answer for the recording.
  await expect.poll(() => stage.reelay.offscreenDocument(), { timeout: PATIENCE_MS }).toBeUndefined();
  await report(EMPTY_SNAPSHOT);
});

test('Stop shows at once that it was pressed, and says so when nobody answers', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.waitForStatus('Recording');
  const before = JSON.stringify(await boxes(popup.page));
  const letGo = await holdServiceWorker(stage.reelay);
  expect(await shownAfterPressing(popup.page)).toBeLessThan(100);
  expect(await popup.status()).toMatch(/^Stopping/);
  expect(JSON.stringify(await boxes(popup.page))).toBe(before);
  const alert = await popup.page.waitForSelector('.current [role="alert"]', { timeout: PATIENCE_MS });
  expect(await alert?.evaluate(({ textContent }) => textContent)).toMatch(
    /hasn’t answered yet. Your recording continues/,
  );
  expect(await popup.status()).toMatch(/^Recording/);
  expect(JSON.stringify(await boxes(popup.page))).toBe(before);
  // The command is carried out once that's possible.
  await letGo();
  await stage.reelay.waitForComplete(running.recordingId, PATIENCE_MS);
  await popup.waitForStatus('Complete');
  await popup.close();
});

test('who stops a recording by the keyboard is left where it is shown, and not in the form for the next one', async () => {
  const running = await start(stage);
  await until(stage, running, ({ ackedBytes }) => ackedBytes > 0);
  const popup = await stage.reelay.openPopup(stage.page);
  await popup.waitForStatus('Recording');
  await popup.page.focus('::-p-aria([name="Stop recording"][role="button"])');
  await popup.page.keyboard.press('Enter');
  await popup.waitForStatus('Complete');
  await popup.page.waitForSelector('::-p-aria([name="Start recording"][role="button"])');
  await expect.poll(() => popup.page.evaluate(() => document.activeElement?.className)).toBe('current card recording');
  await popup.close();
  // When the popup is opened for the next one, you can start right away.
  const next = await stage.reelay.openPopup(stage.page);
  await expect
    .poll(() => next.page.evaluate(() => document.activeElement?.closest('form')?.ariaLabel))
    .toBe('New recording');
  await next.close();
});
