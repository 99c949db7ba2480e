import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chaptersFileName, chaptersVtt } from '../../lib/export/chapters.ts';

const nameOf = (number: number) => (number === 0 ? 'Start' : `Marker ${number}`);

test('chapters run from marker to marker, the first from the beginning, the last to the end', () => {
  expect(chaptersVtt([61_500, 3_600_000], 3_725_004, nameOf)).toBe(
    [
      'WEBVTT',
      '',
      '00:00:00.000 --> 00:01:01.500',
      'Start',
      '',
      '00:01:01.500 --> 01:00:00.000',
      'Marker 1',
      '',
      '01:00:00.000 --> 01:02:05.004',
      'Marker 2',
      '',
    ].join('\n'),
  );
});

/** Each chapter's beginning, end and name, in milliseconds. */
function chapters(markersMs: readonly number[], durationMs: number): readonly [number, number, string][] {
  const ms = (time: string) => Date.parse(`1970-01-01T${time}Z`);
  const cues = chaptersVtt(markersMs, durationMs, nameOf).matchAll(/^(\S+) --> (\S+)\n(.*)$/gm);
  return [...cues].map(([, from = '', to = '', name = '']) => [ms(from), ms(to), name]);
}

test('a marker at the very start has no chapter before it', () => {
  expect(chapters([0, 500], 2_000)).toEqual([
    [0, 500, 'Marker 1'],
    [500, 2_000, 'Marker 2'],
  ]);
});

test.each([
  ['at the end', [2_000], 2_000],
  ['beyond the end, as the file may be a little shorter than what was measured', [2_031], 2_000],
  ['within the millisecond in which the recording ends', [2_000], 2_000.4],
])('a marker %s has the last millisecond', (_title, markersMs, durationMs) => {
  expect(chapters(markersMs, durationMs)).toEqual([
    [0, 1_999, 'Start'],
    [1_999, 2_000, 'Marker 1'],
  ]);
});

test('markers at the same place, which were set in one pause, all have a chapter', () => {
  expect(chapters([700, 700, 2_100, 2_100], 2_000)).toEqual([
    [0, 699, 'Start'],
    [699, 700, 'Marker 1'],
    [700, 1_998, 'Marker 2'],
    [1_998, 1_999, 'Marker 3'],
    [1_999, 2_000, 'Marker 4'],
  ]);
});

test('no chapter is empty or ends before it begins, and each follows the one before', () => {
  const inMs = { min: 0, max: 50, noNaN: true };
  fc.assert(
    fc.property(fc.array(fc.double(inMs)), fc.double(inMs), (markersMs, durationMs) => {
      let endMs = 0;
      for (const [fromMs, toMs] of chapters(markersMs, durationMs)) {
        expect([fromMs, toMs > fromMs]).toEqual([endMs, true]);
        endMs = toMs;
      }
      expect(endMs).toBe(Math.round(durationMs));
    }),
  );
});

test('the file of chapters has the copy’s name', () => {
  expect(chaptersFileName('Reelay tab 2026-11-22 21.10.webm')).toBe('Reelay tab 2026-11-22 21.10.vtt');
  expect(chaptersFileName('copy')).toBe('copy.vtt');
});
