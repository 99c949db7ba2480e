import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { freezeService, killService } from '../../../dev/chaos/faults.ts';
import { playBack } from '../../../dev/demo/play-back.ts';
import { hear } from '../support/hear.ts';
import { onOffscreenObjects } from '../support/offscreen-objects.ts';
import { MICROPHONE_HZ } from '../support/shared-browser.ts';
import { expectIdentical, openStage, type Running, start, stopAndComplete, until, useStage } from '../support/stage.ts';

/** The part of the extension APIs used in the service worker. */
declare const chrome: {
  readonly tabs: {
    query(
      filter: object,
    ): Promise<readonly { readonly id: number; readonly url?: string; readonly audible: boolean }[]>;
    update(id: number, change: { readonly muted: boolean }): Promise<unknown>;
  };
};

const PAGE_PATH = '/pages/frame-counter.html';
const TAB_HZ = 440;
const RECORDED_MS = 3_000;
/**
 * How long to record before the sound is killed, and at least how long after it: the middle of the recording comes
 * after it.
 */
const BEFORE_MS = 1_500;
const AFTER_MS = 2_000;

const PAUSES = 10;

const stage = useStage({ pagePath: PAGE_PATH });

/** Stops it. Resolves to the tones in the middle. */
async function stopAndListen(running: Running): Promise<readonly number[]> {
  const { reelay, receiver } = stage;
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  const { audio, durationSeconds } = await playBack(
    reelay.browser,
    receiver.origin,
    `/uploads/${running.sessionId}/file`,
  );
  expect(Math.abs((audio?.seconds ?? 0) - durationSeconds)).toBeLessThan(1);
  return audio?.tonesHz ?? [];
}

/** The volumes at which the recorder plays sounds: 1 is their own volume; sounds never played are missing. */
const volumes = () =>
  onOffscreenObjects(stage.reelay, 'GainNode', 'function () { return this.map((node) => node.gain.value); }');

const near = (hz: number) => (tone: number) => Math.abs(tone - hz) <= 20;

test('a tab that is muted is recorded with its sound and stays silent in the speakers, until it is heard again', async () => {
  const { reelay } = stage;
  const tabOf = async (change: { readonly muted: boolean }) => {
    const worker = await reelay.serviceWorker()?.worker();
    const isDone = () =>
      worker?.evaluate(
        async ({ muted }, url) => {
          const [tab] = (await chrome.tabs.query({})).filter((other) => other.url === url || other.audible);
          if (tab === undefined) return false;
          await chrome.tabs.update(tab.id, { muted });
          return true;
        },
        change,
        stage.page.url(),
      );
    // It takes a moment until a newly opened page is heard.
    await expect.poll(isDone, { timeout: 15_000 }).toBe(true);
  };
  await tabOf({ muted: true });
  const running = await start(stage, 'tab', false);
  await until(stage, running, ({ elapsed }) => Date.now() - (elapsed.runningSinceMs ?? Date.now()) > RECORDED_MS);
  expect(await volumes()).toEqual([]);
  await tabOf({ muted: false });
  await expect.poll(volumes).toEqual([1]);
  await tabOf({ muted: true });
  await expect.poll(volumes).toEqual([0]);
  const tones = await stopAndListen(running);
  expect(tones).not.toEqual([]);
  expect(tones.every(near(TAB_HZ))).toBe(true);
  await tabOf({ muted: false });
});

test('a muted microphone is recorded as silence, as the popup shows; nothing is ever at full scale', async () => {
  const running = await start(stage, 'tab', true);
  await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
  await delay(RECORDED_MS);
  const popup = await stage.reelay.openPopup(stage.page);
  // The levels come in: both meters show something.
  await popup.page.waitForFunction(
    () =>
      [...document.querySelectorAll<HTMLElement>('.sounds .level-strength')].every(({ style }) => style.width !== '0%'),
    // Without a window, a popup isn't rendered.
    { polling: 50 },
  );
  await popup.press('Mute');
  await until(stage, running, ({ microphone }) => microphone?.isMuted === true);
  await popup.page.waitForSelector('::-p-aria([name="Unmute"][role="button"])');
  await delay(RECORDED_MS);
  await popup.close();
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  const sound = await hear(stage, running);
  const { seconds, peak } = sound;
  const heard = sound.tonesBetween(1, 2);
  const muted = sound.tonesBetween(seconds - 2, seconds - 0.5);
  expect({ heard: heard.some(near(MICROPHONE_HZ)), muted: muted.some(near(MICROPHONE_HZ)) }).toEqual({
    heard: true,
    muted: false,
  });
  expect(muted.some(near(TAB_HZ))).toBe(true);
  expect(peak).toBeLessThan(0.99);
});

test('pauses don’t make the sound shorter: it stays with the picture', async () => {
  const running = await start(stage);
  await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
  const send = (order: 'pause' | 'resume') =>
    stage.reelay.inspector.send(`background/${order}`, { id: running.recordingId });
  for (let pause = 0; pause < PAUSES; pause += 1) {
    await send('pause');
    await delay(200);
    await send('resume');
    await delay(500);
  }
  await stopAndComplete(stage, running);
  const { audio, durationSeconds } = await playBack(
    stage.reelay.browser,
    stage.receiver.origin,
    `/uploads/${running.sessionId}/file`,
  );
  // Its samples, one after the other. The mix is 20 to 80 ms behind at each pause.
  const missingMs = (durationSeconds - (audio?.seconds ?? 0)) * 1_000;
  expect(missingMs).toBeLessThan(PAUSES * 14);
});

test('another microphone is recorded without a gap when it is chosen in the popup', async () => {
  // Only then does the browser reveal the devices' names.
  const { browser, extension } = stage.reelay;
  const devices = ['camera', 'microphone'] as const;
  await browser.defaultBrowserContext().overridePermissions(`chrome-extension://${extension.id}`, [...devices]);
  const running = await start(stage, 'camera', true);
  await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
  await delay(AFTER_MS);
  const popup = await stage.reelay.openPopup(stage.page);
  const picker = await popup.page.waitForSelector('select[aria-label="Choose a microphone"]');
  const names = (await picker?.evaluate(({ options }) => [...options].map(({ text }) => text))) ?? [];
  const other = names.at(-1) ?? '';
  await picker?.select((await picker.evaluate(({ options }) => [...options].at(-1)?.value)) ?? '');
  await until(stage, running, ({ microphone }) => microphone?.name === other);
  await delay(AFTER_MS);
  await popup.close();
  await stopAndComplete(stage, running);
  const sound = await hear(stage, running);
  expect(sound.tonesBetween(sound.seconds - 2, sound.seconds - 0.5).some(near(MICROPHONE_HZ))).toBe(true);
  // The microphone hears a tone every other tenth of a second.
  expect(sound.longestSilenceSeconds).toBeLessThan(0.2 + 0.1);
});

test('a worker that mixes and is gone is replaced: the sound continues, in its place', async () => {
  const running = await start(stage, 'tab', true);
  await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
  await delay(BEFORE_MS);
  const workers = (await stage.reelay.offscreenDocument()?.asPage())?.workers() ?? [];
  const mixing = workers.filter((worker) => worker.url().includes('mix-worker'));
  expect(mixing).toHaveLength(1);
  // It never answers.
  mixing[0]?.evaluate(() => self.close()).catch(() => undefined);
  // Nothing reports that a worker has ended itself: two seconds of silence do.
  await delay(2_500 + AFTER_MS);
  await stopAndComplete(stage, running);
  await expectIdentical(stage, running);
  const sound = await hear(stage, running);
  expect(sound.longestSilenceSeconds).toBeLessThan(3.5);
  const tones = sound.tonesBetween(sound.seconds - 1.5, sound.seconds - 0.3);
  expect({ tab: tones.some(near(TAB_HZ)), microphone: tones.some(near(MICROPHONE_HZ)), tones }).toMatchObject({
    tab: true,
    microphone: true,
  });
});

test.skipIf(process.platform !== 'linux')(
  'the browser’s process for sound hangs: the person learns it while it lasts, and is told nothing while the tab is just silent',
  async () => {
    const { reelay, page } = stage;
    const running = await start(stage, 'tab');
    await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
    const unfreeze = freezeService(reelay, 'audio');
    try {
      await until(stage, running, ({ warning }) => warning?.id === 'capture.tabSoundStill');
    } finally {
      unfreeze();
    }
    await until(stage, running, ({ warning }) => warning === null);
    const log = async () => (await reelay.inspector.readLog(30)).join('\n');
    await expect.poll(log).toMatch(/warning .*capture\.tabSoundStill.*recorder\.tabWell/s);
    // From a page that plays nothing, pieces of silence arrive all the same.
    await page.goto('about:blank');
    await delay(7_000);
    expect(reelay.inspector.snapshot.current?.warning ?? null).toBeNull();
    await stopAndComplete(stage, running);
    await page.goto(`${stage.receiver.origin}${PAGE_PATH}`);
  },
);

// The last test of this browser: after it, the page's own sound is dead.
test.skipIf(process.platform !== 'linux')(
  'the browser’s process for sound dies: the recording continues, on disk too, the microphone is back, and the person learns what is lost',
  async () => {
    const running = await start(stage, 'tab', true);
    await until(stage, running, ({ spooledBytes }) => spooledBytes > 0);
    await delay(BEFORE_MS);
    killService(stage.reelay, 'audio');
    await until(stage, running, ({ warning }) => warning?.id === 'capture.tabSoundEnded');
    const { spooledBytes = 0, elapsed } = stage.reelay.inspector.snapshot.current ?? {};
    // The check listens to the middle of the recording: on a busy machine, everything up to here took a while.
    await delay(Date.now() - (elapsed?.runningSinceMs ?? Date.now()) + AFTER_MS);
    await until(stage, running, (recording) => recording.spooledBytes > spooledBytes);
    expect(stage.reelay.inspector.snapshot.current?.state).toBe('recording');
    const tones = await stopAndListen(running);
    expect({ tab: tones.some(near(TAB_HZ)), microphone: tones.some(near(MICROPHONE_HZ)), tones }).toMatchObject({
      tab: false,
      microphone: true,
    });
  },
);

test('a microphone from which no sound comes is reported while it can be helped, also where no popup is open', async () => {
  await using silent = await openStage({ pagePath: PAGE_PATH, microphoneHz: 0 });
  const running = await start(silent, 'tab', true);
  await until(silent, running, ({ warning }) => warning?.id === 'capture.microphoneSilent');
  await expect.poll(() => silent.reelay.inspector.notifications()).toContain(running.recordingId);
  const popup = await silent.reelay.openPopup(silent.page);
  expect(await popup.page.evaluate(() => document.body.textContent)).toContain('The microphone has been silent so far');
});
