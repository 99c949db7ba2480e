import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PARTS } from '../bench/bench-options.ts';
import { buildExtension } from '../browser/build-extension.ts';
import { SHORT_ROUND } from '../chaos/chaos-options.ts';
import { SHORT_SOAK } from '../soak/soak-options.ts';

/** Test counts. */
export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/** One step of the whole run. */
export interface Step {
  readonly heading: string;
  /** How long it takes on two otherwise idle cores; used until it has run here once. */
  readonly seconds: number;
  /** A check without tests of its own counts as one failure or nothing. */
  run(): Totals;
}

/** Enough to meet every kind of fault many times; {@link longSteps} runs the rest. */
const SOME_SCHEDULES = 3_000;

/** The capture part takes minutes to measure, however short. */
const SHORT_BENCH = PARTS.filter((part) => part !== 'capture').join(',');

/** What `npm test` runs: every promise, cheapest first. @param root the project's folder. */
export function quickSteps(root: string): readonly Step[] {
  return [
    { heading: 'Types, lint, unused code, imports', seconds: 11, run: () => script(root, 'check') },
    {
      heading: 'Unit tests',
      seconds: 25,
      run: () => vitest(root, 'unit', [], { SCHEDULES: process.env['SCHEDULES'] ?? String(SOME_SCHEDULES) }),
    },
    { heading: 'Build', seconds: 5, run: build },
    { heading: 'End-to-end tests', seconds: 180, run: () => vitest(root, 'e2e') },
  ];
}

/** What `npm run test:all` runs on top: the slow steps. @param root the project's folder. */
export function longSteps(root: string): readonly Step[] {
  const { runs, seed } = SHORT_ROUND;
  const { minutes, mbits } = SHORT_SOAK;
  return [
    { heading: 'All random schedules', seconds: 45, run: () => vitest(root, 'unit', ['tests/engine/schedules']) },
    { heading: 'Long end-to-end tests', seconds: 450, run: () => vitest(root, 'e2e-long') },
    {
      heading: 'Chaos, a short round',
      seconds: 80,
      run: () => script(root, 'chaos', '--runs', String(runs), '--seed', String(seed)),
    },
    {
      heading: 'Soak, a minute',
      seconds: 75,
      run: () => script(root, 'soak', '--minutes', String(minutes), '--mbits', String(mbits)),
    },
    // Judges nothing: it only has to run, and its browser may fail to answer once.
    {
      heading: 'Bench, a short round',
      seconds: 120,
      run: () => atSecondTry(() => script(root, 'bench', '--quick', '--only', SHORT_BENCH)),
    },
  ];
}

function script(root: string, name: string, ...args: readonly string[]): Totals {
  return { passed: 0, failed: succeeds(root, 'npm', ['run', '--silent', name, '--', ...args]) ? 0 : 1 };
}

function atSecondTry(run: () => Totals): Totals {
  const first = run();
  return first.failed === 0 ? first : run();
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

function vitest(root: string, project: string, files: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Totals {
  const report = join(root, '.reelay/test', `${project}.json`);
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const succeeded = succeeds(root, 'npx', ['vitest', 'run', '--project', project, ...reporters, ...files], env);
  const { passed, failed } = readReport(report);
  // A file that can't even be loaded fails without any failing test.
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

function succeeds(root: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(program, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0;
}
