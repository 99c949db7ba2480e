import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildExtension } from './browser/build-extension.ts';
import { SHORT_ROUND } from './chaos/chaos-options.ts';
import { SHORT_SOAK } from './soak/soak-options.ts';

/*
 * Every check and test there is, in the order of what it costs; ends at the first that fails. The last line counts the
 * tests: `N passed, N failed`.
 */

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const REPORTS = join(ROOT, '.reelay/test');

interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** A check that counts no tests: one failure, or nothing. */
const STEPS: readonly { readonly heading: string; readonly run: () => Totals }[] = [
  { heading: 'Types, lint, unused code, imports', run: () => script('check') },
  { heading: 'Unit tests', run: () => vitest('unit') },
  { heading: 'Build', run: build },
  { heading: 'End-to-end tests', run: () => vitest('e2e') },
  { heading: 'Chaos, a short round', run: chaos },
  { heading: 'Soak, a minute', run: soak },
  // Judges nothing: it only has to run, and may have a browser that does not answer once.
  { heading: 'Bench, a short round', run: () => atSecondTry(() => script('bench', '--', '--quick')) },
];

mkdirSync(REPORTS, { recursive: true });
let totals: Totals = { passed: 0, failed: 0 };
for (const { heading, run } of STEPS) {
  const startedAtMs = performance.now();
  console.log(`\n── ${heading} ──`);
  const { passed, failed } = run();
  totals = { passed: totals.passed + passed, failed: totals.failed + failed };
  const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
  console.log(`── ${heading}: ${failed === 0 ? 'good' : 'FAILED'} after ${seconds} s ──`);
  if (failed > 0) break;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function script(name: string, ...args: readonly string[]): Totals {
  return { passed: 0, failed: succeeds('npm', ['run', '--silent', name, ...args]) ? 0 : 1 };
}

function atSecondTry(run: () => Totals): Totals {
  const first = run();
  return first.failed === 0 ? first : run();
}

function chaos(): Totals {
  const { runs, seed } = SHORT_ROUND;
  return script('chaos', '--', '--runs', String(runs), '--seed', String(seed));
}

function soak(): Totals {
  const { minutes, mbits } = SHORT_SOAK;
  return script('soak', '--', '--minutes', String(minutes), '--mbits', String(mbits));
}

function build(): Totals {
  try {
    buildExtension();
    return { passed: 0, failed: 0 };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1 };
  }
}

function vitest(project: string): Totals {
  const report = join(REPORTS, `${project}.json`);
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = succeeds('npx', ['vitest', 'run', '--project', project, ...reporters]);
  const { passed, failed } = readReport(report);
  // A file that cannot even be loaded fails without a test that fails.
  return { passed, failed: succeeded ? failed : Math.max(1, failed) };
}

function readReport(path: string): Totals {
  try {
    const report: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof report !== 'object' || report === null) return { passed: 0, failed: 0 };
    const count = (key: string): number => Number((report as Record<string, unknown>)[key] ?? 0);
    return { passed: count('numPassedTests'), failed: count('numFailedTests') };
  } catch (error) {
    console.error(`There is no report of the tests: ${error instanceof Error ? error.message : error}`);
    return { passed: 0, failed: 0 };
  }
}

function succeeds(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' }).status === 0;
}
