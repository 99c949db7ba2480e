import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openChosen } from '../../lib/capture/sources/open-device.ts';
import type { ListedDevice } from '../../lib/recording/find-device.ts';
import { ScriptedStream, ScriptedTrack } from '../support/scripted-media.ts';

const HEADSET = { kind: 'audioinput', deviceId: 'headset', groupId: 'g', label: 'Headset' };
const CHOSEN = { id: 'headset', groupId: 'g', label: 'Headset' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Opens the chosen one of a computer that lists some devices, or never does, and has others. */
async function open(listed: readonly ListedDevice[] | null, present: readonly string[], choice = CHOSEN) {
  const enumerateDevices = () => (listed === null ? new Promise(() => undefined) : Promise.resolve(listed));
  vi.stubGlobal('navigator', { mediaDevices: { enumerateDevices } });
  const asked: (string | null)[] = [];
  const opening = openChosen(choice, 'audioinput', async (id) => {
    asked.push(id);
    if (id !== null && !present.includes(id)) {
      throw Object.assign(new Error('No such device.'), { name: 'OverconstrainedError' });
    }
    return new ScriptedStream([new ScriptedTrack('audio', id ?? 'the default')]).asStream();
  });
  await vi.advanceTimersByTimeAsync(2_000);
  const { name, isOther } = await opening;
  return { asked, name, isOther };
}

it('opens the chosen device, under another id where it got one', async () => {
  expect(await open([HEADSET], ['headset'])).toEqual({ asked: ['headset'], name: 'headset', isOther: false });
  const renamed = { ...HEADSET, deviceId: 'new' };
  expect(await open([renamed], ['new'])).toEqual({ asked: ['new'], name: 'new', isOther: false });
});

it('opens the default where the chosen device is not there, and says so', async () => {
  expect(await open([], [])).toEqual({ asked: ['headset', null], name: 'the default', isOther: true });
});

it('opens the chosen device also where the browser hides its devices, or never lists them', async () => {
  for (const listed of [[{ ...HEADSET, deviceId: '', groupId: '', label: '' }], null]) {
    expect(await open(listed, ['headset'])).toEqual({ asked: ['headset'], name: 'headset', isOther: false });
  }
});
