import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MUTANTS } from '../../dev/mutants/mutants.ts';

/* `npm run mutants` takes minutes; this checks at once that its texts are still in the source. */

test.each(MUTANTS)('the place is still there where $rule', ({ file, find, replace }) => {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});
