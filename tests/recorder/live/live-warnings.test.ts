import { expect, it } from 'vitest';
import { LiveWarnings } from '../../../lib/recorder/live/live-warnings.ts';

function rig() {
  const log: string[] = [];
  return { log, warnings: new LiveWarnings((level, text) => void log.push(`${level} ${text}`)) };
}

it('says all that is wrong, and nothing when all is well again', () => {
  const { warnings } = rig();
  expect(warnings.text).toBeNull();
  warnings.tell('disk', 'The disk is nearly full.');
  warnings.tell('microphone', 'The microphone is gone.');
  expect(warnings.text).toBe('The disk is nearly full. The microphone is gone.');
  warnings.tell('disk', null);
  expect(warnings.text).toBe('The microphone is gone.');
  warnings.tell('microphone', null);
  expect(warnings.text).toBeNull();
});

it('logs that something begins and that it is over, not what changes meanwhile', () => {
  const { log, warnings } = rig();
  warnings.tell('disk', null);
  warnings.tell('disk', '30 MB are free.');
  warnings.tell('disk', '29 MB are free.');
  warnings.tell('disk', null);
  warnings.tell('disk', null);
  expect(log).toEqual(['warning 30 MB are free.', 'info The disk has room again.']);
});

it('tells what is new to be shown', () => {
  const { warnings } = rig();
  const told = [null, '30 MB are free.', '30 MB are free.', '29 MB are free.', null, null];
  expect(told.map((sentence) => warnings.tell('disk', sentence))).toEqual([false, true, false, true, true, false]);
});

it('drops what does not matter any more, and does not call it well', () => {
  const { log, warnings } = rig();
  warnings.tell('writer', 'It does not answer, and is being replaced.');
  warnings.drop('writer');
  expect(warnings.text).toBeNull();
  expect(log).toEqual(['warning It does not answer, and is being replaced.']);
});
