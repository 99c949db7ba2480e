import { expect, test } from 'vitest';
import { SHORT_ROUND } from '../../dev/chaos/chaos-options.ts';
import { FAULTS, planRun } from '../../dev/chaos/plan.ts';
import { randomFrom } from '../../dev/chaos/random-from.ts';

function plans(seed: number, runs: number) {
  const random = randomFrom(seed);
  return Array.from({ length: runs }, () => planRun(random));
}

test('the same seed makes the same plans, another one others', () => {
  expect(plans(8, 20)).toEqual(plans(8, 20));
  expect(plans(8, 20)).not.toEqual(plans(9, 20));
});

test('the short round of npm test injects every fault', () => {
  const { seed, runs } = SHORT_ROUND;
  const kinds = new Set(plans(seed, runs).flatMap(({ faults }) => faults.map(({ fault }) => fault)));
  expect([...kinds].toSorted()).toEqual([...FAULTS].toSorted());
});
