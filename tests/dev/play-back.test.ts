import { expect, test } from 'vitest';
import { doubtsAbout } from '../../dev/demo/play-back.ts';
import type { Examination } from '../../dev/pages/player.ts';

const EXPECTED = { frameNumbersModulo: 300, toneHz: 440 };

/** Twelve seconds of a film that counts 30 frames a second, from frame 250 on. */
const sound: Examination = {
  durationSeconds: 12,
  width: 640,
  height: 360,
  bytes: 1,
  frames: Array.from({ length: 12 }, (_, second) => ({ atSeconds: second, number: (250 + 30 * second) % 300 })),
  audio: { seconds: 12, rms: 0.14, dominantHz: 440, tonesHz: [440] },
};

test('a recording whose numbers run with its time, over their end too, raises no doubt', () => {
  expect(doubtsAbout(sound, EXPECTED)).toEqual([]);
});

test.each<[what: string, Examination]>([
  ['a picture that stands still', { ...sound, frames: sound.frames.map((frame) => ({ ...frame, number: 7 })) }],
  ['a picture without numbers', { ...sound, frames: sound.frames.map((frame) => ({ ...frame, number: null })) }],
  ['no sound track', { ...sound, audio: null }],
  ['silence', { ...sound, audio: { seconds: 12, rms: 0, dominantHz: null, tonesHz: [] } }],
  ['another tone', { ...sound, audio: { seconds: 12, rms: 0.14, dominantHz: 400, tonesHz: [400] } }],
  ['sound that ends early', { ...sound, audio: { seconds: 6, rms: 0.14, dominantHz: 440, tonesHz: [440] } }],
])('%s raises doubts', (_, examination) => {
  expect(doubtsAbout(examination, EXPECTED)).not.toEqual([]);
});
