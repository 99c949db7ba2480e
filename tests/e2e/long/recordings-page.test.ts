import { beforeAll, expect, test } from 'vitest';
import { RecordingsPage } from '../support/recordings-page.ts';
import { QUICK_SETTINGS, type Running, recordShortly, start, until, useStage } from '../support/stage.ts';
import { storedRecordings } from '../support/stored-recordings.ts';

const stage = useStage();
let recordings: RecordingsPage;
let tab: Running;
let camera: Running;

beforeAll(async () => {
  tab = await recordShortly(stage, 'tab');
  camera = await recordShortly(stage, 'camera');
  recordings = await RecordingsPage.open(stage);
});

test('an upload is given up in the page, and only then can its recording be deleted, though it is open', async () => {
  const given = await start(stage);
  await until(stage, given, ({ ackedBytes }) => ackedBytes > 0);
  await recordings.page.bringToFront();
  await recordings.press(given.recordingId, 'Cancel upload');
  await recordings.press(given.recordingId, 'Cancel the upload');
  // The card is replaced: a click aimed at the button's old position would miss it.
  await recordings.waitForText(given.recordingId, 'You canceled the upload');
  await recordings.press(given.recordingId, 'Stop recording');
  await recordings.waitForText(given.recordingId, 'Needs attention');
  expect(await recordings.buttons(given.recordingId)).toEqual(
    expect.arrayContaining(['Use a new URL', 'Play', 'Save a copy', 'Delete']),
  );
  await recordings.pressByKeyboard(given.recordingId, 'Delete');
  expect(await recordings.dialog()).toMatch(/only copy|only complete copy/);
  // The harmless answer has the focus; Delete is next.
  await recordings.page.keyboard.press('Tab');
  await recordings.page.keyboard.press('Enter');
  await recordings.waitForGone(given.recordingId);
  // The focused button is gone with its card: keyboard users keep their place in the list.
  const focused = () => recordings.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  await expect.poll(focused, { timeout: 5_000 }).toBe('All recordings');
  const { rows, folders } = await storedRecordings(recordings);
  expect([...rows, ...folders]).not.toContain(given.recordingId);
  expect(stage.reelay.inspector.snapshot).toEqual({ current: null, others: [] });
});

test('a copy of each that is selected is saved', async () => {
  for (const { recordingId } of [tab, camera]) await recordings.select(recordingId);
  await recordings.page.locator('::-p-aria([name="Save a copy of each"][role="button"])').click();
  await recordings.waitForText(tab.recordingId, 'Saved Reelay tab');
  await recordings.waitForText(camera.recordingId, 'Saved Reelay camera');
  for (const { recordingId } of [tab, camera]) {
    await recordings.press(recordingId, 'OK');
    await recordings.select(recordingId);
  }
  // They take up space as long as the browser may read them.
  await recordings.page.waitForSelector('.storage ::-p-text(in download copies)');
});

test('finished ones go by themselves when there are enough newer ones', async () => {
  await stage.reelay.inspector.setSettings({ ...QUICK_SETTINGS, keepFinishedCount: 1 });
  const newest = await recordShortly(stage, 'tab');
  await recordings.page.bringToFront();
  for (const { recordingId } of [tab, camera])
    await recordings.waitForText(recordingId, 'Its file is no longer on this computer');
  const { rows, folders } = await storedRecordings(recordings);
  expect(folders).toEqual([newest.recordingId]);
  expect(rows).toHaveLength(3);
});
