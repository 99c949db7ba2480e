import { expect, it } from 'vitest';
import { LiveWarnings } from '../../../lib/recorder/live/live-warnings.ts';

function rig() {
  const log: string[] = [];
  return { log, warnings: new LiveWarnings((level, message) => void log.push(`${level} ${message.id}`)) };
}

const GONE = { id: 'capture.microphoneGone' } as const;
const free = (mb: number) => ({ id: 'spool.nearlyFull', freeBytes: mb * 1_000_000 }) as const;

it('says all that is wrong, and nothing when all is well again', () => {
  const { warnings } = rig();
  expect(warnings.all).toEqual([]);
  warnings.report('disk', free(30));
  warnings.report('microphone', GONE);
  expect(warnings.all).toEqual([free(30), GONE]);
  warnings.report('disk', null);
  expect(warnings.all).toEqual([GONE]);
  warnings.report('microphone', null);
  expect(warnings.all).toEqual([]);
});

it('logs that something begins and that it is over, not what changes meanwhile', () => {
  const { log, warnings } = rig();
  warnings.report('disk', null);
  warnings.report('disk', free(30));
  warnings.report('disk', free(29));
  warnings.report('disk', null);
  warnings.report('disk', null);
  expect(log).toEqual(['warning spool.nearlyFull', 'info recorder.diskWell']);
});

it('returns what is new to show', () => {
  const { warnings } = rig();
  const reported = [null, free(30), free(30), free(29), null, null];
  expect(reported.map((message) => warnings.report('disk', message))).toEqual([false, true, false, true, true, false]);
});

it('drops what does not matter any more, and does not call it well', () => {
  const { log, warnings } = rig();
  warnings.report('recorder', { id: 'recorder.nothingComes' });
  warnings.drop('recorder');
  expect(warnings.all).toEqual([]);
  expect(log).toEqual(['warning recorder.nothingComes']);
});
