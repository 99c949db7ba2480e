import { expect, it } from 'vitest';
import { type CropPorts, createCropChooser, type StillTab } from '../../../lib/control/crop/choose-crop.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const TAB: StillTab = { windowId: 3, index: 5, active: true, width: 800, url: 'https://a.example/secret?token=1' };

function rig(changes: Partial<CropPorts> = {}) {
  const opened: (readonly [number, StillTab])[] = [];
  const clock = new FakeClock();
  const chooser = createCropChooser({
    tab: async () => TAB,
    zoom: async () => 1.5,
    takeStill: async (windowId) => `data:of ${windowId}`,
    openPage: async (tabId, tab) => opened.push([tabId, tab]),
    clock,
    ...changes,
  });
  return { chooser, opened, clock };
}

it('takes a still, opens the page next to the tab, and gives it the still once', async () => {
  const { chooser, opened } = rig();
  await chooser.choose(7);
  expect(opened).toEqual([[7, TAB]]);
  const still = { tabId: 7, site: 'https://a.example', picture: 'data:of 3', viewportWidth: 800, zoom: 1.5 };
  expect([chooser.takeStill(), chooser.takeStill()]).toEqual([still, null]);
});

it.each<[string, Partial<CropPorts>, string]>([
  ['of the browser’s own', { tab: async () => ({ ...TAB, url: 'chrome://version' }) }, 'control.tabNotRecordable'],
  ['that the browser gives no access to', { tab: async () => ({ ...TAB, url: undefined }) }, 'control.needsClick'],
  ['that is not in front', { tab: async () => ({ ...TAB, active: false }) }, 'control.stillFailed'],
  ['of which there is no picture', { takeStill: () => Promise.reject(new Error('No.')) }, 'control.stillFailed'],
])('opens nothing for a tab %s, and says why', async (_what, changes, id) => {
  const { chooser, opened } = rig(changes);
  await expect(chooser.choose(7)).rejects.toMatchObject({ what: { id } });
  expect([opened, chooser.takeStill()]).toEqual([[], null]);
});

it.each<[keyof CropPorts, string]>([
  ['tab', 'control.browserNoAnswer'],
  ['zoom', 'control.browserNoAnswer'],
  ['takeStill', 'control.stillFailed'],
  ['openPage', 'control.browserNoAnswer'],
])('says so when %s never answers, and holds no still', async (port, id) => {
  const { chooser, clock } = rig({ [port]: () => new Promise(() => undefined) });
  const choosing = expect(chooser.choose(7)).rejects.toMatchObject({ what: { id } });
  await clock.advance(5_000);
  await choosing;
  expect(chooser.takeStill()).toBeNull();
});
