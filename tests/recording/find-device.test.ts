import { describe, expect, it } from 'vitest';
import { choiceOf, chooseable, findDevice, looksWrong } from '../../lib/recording/find-device.ts';

const device = (deviceId: string, groupId: string, label: string, kind = 'audioinput') => ({
  kind,
  deviceId,
  groupId,
  label,
});
const BUILT_IN = device('id-1', 'group-1', 'Built-in microphone');
const HEADSET = device('id-2', 'group-2', 'Headset');
const CHOSEN = choiceOf(HEADSET);

describe('the devices to choose from', () => {
  it('are those of the kind, without the names that stand for the default one, or that the browser hides', () => {
    const all = [
      device('default', 'group-1', 'Default - Built-in microphone'),
      device('communications', 'group-2', 'Communications - Headset'),
      BUILT_IN,
      HEADSET,
      device('', '', ''),
      device('id-3', 'group-1', 'Camera', 'videoinput'),
    ];
    expect(chooseable(all, 'audioinput')).toEqual([BUILT_IN, HEADSET]);
    expect(chooseable(all, 'videoinput').map(({ label }) => label)).toEqual(['Camera']);
  });
});

describe('the chosen device', () => {
  it('is the one with its id, whatever it is called now', () => {
    expect(findDevice(CHOSEN, [BUILT_IN, { ...HEADSET, groupId: 'other', label: 'Kopfhörer' }])?.deviceId).toBe('id-2');
  });

  it('is the one of its group where its id is gone', () => {
    expect(findDevice(CHOSEN, [BUILT_IN, { ...HEADSET, deviceId: 'id-9' }])?.deviceId).toBe('id-9');
  });

  it('is the one with its name where group and id are gone', () => {
    expect(findDevice(CHOSEN, [BUILT_IN, device('id-9', 'group-9', 'Headset')])?.deviceId).toBe('id-9');
  });

  it('of a group of several is the one with its name, and none where no name fits', () => {
    const twins = [device('id-8', 'group-2', 'Headset 2'), device('id-9', 'group-2', 'Headset')];
    expect(findDevice(CHOSEN, twins)?.deviceId).toBe('id-9');
    expect(findDevice({ ...CHOSEN, label: 'Old' }, twins)).toBeNull();
  });

  it('with a name that two have is one of them', () => {
    expect(findDevice(CHOSEN, [device('a', 'x', 'Headset'), device('b', 'y', 'Headset')])?.deviceId).toBe('a');
  });

  it('is not there when nothing of it is, also where the browser hides groups and names', () => {
    expect(findDevice(CHOSEN, [BUILT_IN])).toBeNull();
    expect(findDevice({ id: 'gone', groupId: '', label: '' }, [device('a', '', ''), device('b', '', '')])).toBeNull();
  });
});

it('a microphone whose name says that it is none looks wrong', () => {
  const wrong = ['Monitor of Built-in Audio', 'Stereo Mix (Realtek)', 'BlackHole 2ch', 'OBS Virtual Microphone'];
  const right = ['Built-in microphone', 'MacBook Pro Microphone', 'Yeti Stereo Microphone', 'Webcam with monitor'];
  expect(wrong.filter((label) => !looksWrong(label))).toEqual([]);
  expect(right.filter(looksWrong)).toEqual([]);
});
