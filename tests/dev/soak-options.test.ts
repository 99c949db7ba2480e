import { expect, test } from 'vitest';
import { limitOf, readSoakOptions } from '../../dev/soak/soak-options.ts';

test('the picture of a soak is large enough for the bitrate, unless a size is given', () => {
  const sizeOf = (...args: string[]) => readSoakOptions(args)?.size;
  expect(sizeOf('--mbits', '40')).toEqual({ width: 592, height: 336 });
  expect(sizeOf('--mbits', '1')).toEqual({ width: 160, height: 160 });
  expect(sizeOf('--mbits', '40', '--size', '480x272')).toEqual({ width: 480, height: 272 });
  expect(() => sizeOf('--size', '480x271')).toThrow('--size is like');
});

test('a soak says what kept it from the bitrate', () => {
  expect(limitOf(40, 38, 29)).toBeNull();
  expect(limitOf(40, 26, 29.3)).toContain('The picture limited it');
  expect(limitOf(40, 20, 18.9)).toContain('The processor limited it');
});
