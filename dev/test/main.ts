import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inWords, StepTimes } from './step-times.ts';
import { longSteps, quickSteps, type Totals } from './steps.ts';

/*
 * `npm test` covers every promise within minutes; with --all (`npm run test:all`) it continues with the slow steps.
 * Stops at the first step that fails. The last line counts the tests: `N passed, N failed`.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const steps = process.argv.includes('--all') ? [...quickSteps(ROOT), ...longSteps(ROOT)] : quickSteps(ROOT);
const times = new StepTimes(join(ROOT, '.reelay/test/step-times.json'));
const beganAtMs = performance.now();
let totals: Totals = { passed: 0, failed: 0 };
for (const [index, step] of steps.entries()) {
  const startedAtMs = performance.now();
  const takes = inWords(times.expected([step]));
  const left = inWords(times.expected(steps.slice(index)));
  console.log(`\n── ${index + 1}/${steps.length} ${step.heading} · about ${takes} · ${left} left in all ──`);
  const { passed, failed } = step.run();
  totals = { passed: totals.passed + passed, failed: totals.failed + failed };
  const seconds = (performance.now() - startedAtMs) / 1_000;
  console.log(`── ${step.heading}: ${failed === 0 ? 'passed' : 'FAILED'} after ${inWords(seconds)} ──`);
  if (failed > 0) break;
  times.remember(step, seconds);
}
console.log(`\nTook ${inWords((performance.now() - beganAtMs) / 1_000)}.`);
console.log(`${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;
