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

test('a marker at the very start has no chapter before it, and one behind the end has none', () => {
  const vtt = chaptersVtt([0, 500, 2_000], 2_000, nameOf);
  expect(vtt.match(/^\w+ ?\d?$/gm)).toEqual(['WEBVTT', 'Marker 1', 'Marker 2']);
});

test('the file of chapters has the copy’s name', () => {
  expect(chaptersFileName('Reelay tab 2026-11-22 21.10.webm')).toBe('Reelay tab 2026-11-22 21.10.vtt');
  expect(chaptersFileName('copy')).toBe('copy.vtt');
});
