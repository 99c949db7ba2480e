import { expect, test } from 'vitest';
import { MIB } from '../../../lib/base/byte-units.ts';
import { sliceGarbage } from '../../../lib/engine/spooling/slice-garbage.ts';

test('garbage is collected for every 16 MiB of unused slices', () => {
  let looks = 0;
  const dropped = sliceGarbage(() => {
    looks += 1;
  });
  for (let count = 0; count < 15; count += 1) dropped(MIB);
  expect(looks).toBe(0);
  dropped(MIB);
  expect(looks).toBe(1);
  for (let count = 0; count < 32; count += 1) dropped(MIB);
  expect(looks).toBe(3);
});
