import { expect, it } from 'vitest';
import { listOf } from '../../../lib/ui/devices/use-devices.ts';

const device = (deviceId: string, groupId: string, label: string) => ({ kind: 'audioinput', deviceId, groupId, label });
const BUILT_IN = device('1', 'a', 'Built-in');
const HEADSET = device('2', 'b', 'Headset');

it('lists the devices, and which of them the browser uses by itself', () => {
  const all = [device('default', 'b', 'Default - Headset'), BUILT_IN, HEADSET];
  expect(listOf(all, 'audioinput')).toEqual({ devices: [BUILT_IN, HEADSET], defaultName: 'Headset' });
  expect(listOf([BUILT_IN, HEADSET], 'audioinput').defaultName).toBe('Built-in');
  expect(listOf(all, 'videoinput')).toEqual({ devices: [], defaultName: null });
});

it('lists nothing as long as the browser hides the names', () => {
  expect(listOf([device('', '', ''), device('1', 'a', '')], 'audioinput')).toEqual({ devices: [], defaultName: null });
});
