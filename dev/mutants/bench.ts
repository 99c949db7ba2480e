import { spawn } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Mutant } from './mutant.ts';

/** What the tests of the engine and below need from the project. */
const COPIED = [
  'lib',
  'entrypoints',
  'tests',
  'locales',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'wxt.config.ts',
];
const LINKED = ['node_modules', '.wxt', 'dev'];
/** The random schedules, only used for mutants the others leave alive. */
const SCHEDULE_TESTS = 'tests/engine/schedules-';
/** Tests of what no mutant breaks. */
const OTHERS = ['tests/e2e/', 'tests/dev/', 'tests/engine/mutants.test.ts'];
const SCHEDULES = '3000';
const LIMIT_MS = 120_000;
/** For all of them, on one processor. */
const SOUND_LIMIT_MS = 600_000;

/** How a mutant fared. */
export type Fate =
  | { readonly kind: 'killed'; readonly by: 'the tests beside it' | 'the unit tests' | 'the random schedules' }
  | { readonly kind: 'survived' }
  /** Its text doesn't occur exactly once, or the result isn't a valid program. */
  | { readonly kind: 'useless'; readonly why: string };

/** A copy of the project to break things in on purpose. */
export class Bench {
  readonly #directory = mkdtempSync(join(tmpdir(), 'mutants-'));
  readonly #unitTests: readonly string[];
  readonly #schedules: readonly string[];

  constructor(root: string) {
    for (const name of COPIED) cpSync(join(root, name), join(this.#directory, name), { recursive: true });
    for (const name of LINKED) {
      if (existsSync(join(root, name))) symlinkSync(join(root, name), join(this.#directory, name));
    }
    const tests = globSync('tests/**/*.test.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'));
    const chosen = tests.filter((path) => !OTHERS.some((other) => path.startsWith(other))).sort();
    this.#schedules = chosen.filter((path) => path.startsWith(SCHEDULE_TESTS));
    this.#unitTests = chosen.filter((path) => !path.startsWith(SCHEDULE_TESTS));
  }

  /** @throws Error with the tests' output when they fail for the unmodified program. */
  async assertSound(): Promise<void> {
    for (const files of [this.#unitTests, this.#schedules]) {
      const { passed, output } = await this.#run(files, SOUND_LIMIT_MS);
      if (!passed) throw new Error(`The tests fail without any mutant:\n${output}`);
    }
  }

  async try({ file, find, replace }: Mutant): Promise<Fate> {
    const path = join(this.#directory, file);
    const sound = readFileSync(path, 'utf8');
    const parts = sound.split(find);
    if (parts.length !== 2) return { kind: 'useless', why: `its text occurs ${parts.length - 1} times in ${file}` };
    const broken = parts.join(replace);
    try {
      stripTypeScriptTypes(broken);
    } catch (error) {
      return { kind: 'useless', why: `what comes out is no program: ${String(error)}` };
    }
    writeFileSync(path, broken);
    try {
      for (const { by, files } of this.#roundsFor(file)) {
        if (files.length > 0 && !(await this.#run(files, LIMIT_MS)).passed) return { kind: 'killed', by };
      }
      return { kind: 'survived' };
    } finally {
      writeFileSync(path, sound);
    }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }

  /** Fast tests first. `tests/` mirrors `lib/`, so what kills a mutant is mostly in the same folder. */
  #roundsFor(file: string) {
    const folder = `${dirname(file).replace(/^lib\//, 'tests/')}/`;
    const isBeside = (test: string) => test.startsWith(folder) && !test.slice(folder.length).includes('/');
    return [
      { by: 'the tests beside it', files: this.#unitTests.filter(isBeside) },
      { by: 'the unit tests', files: this.#unitTests.filter((test) => !isBeside(test)) },
      { by: 'the random schedules', files: this.#schedules },
    ] as const;
  }

  #run(files: readonly string[], timeout: number): Promise<{ readonly passed: boolean; readonly output: string }> {
    const vitest = join(this.#directory, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--project', 'unit', '--bail=1', '--maxWorkers=1', '--reporter=dot', ...files];
    return new Promise((resolve) => {
      const child = spawn(process.execPath, args, {
        cwd: this.#directory,
        env: { ...process.env, SCHEDULES },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout,
        killSignal: 'SIGKILL',
      });
      const output: string[] = [];
      child.stdout.on('data', (text) => output.push(String(text)));
      child.stderr.on('data', (text) => output.push(String(text)));
      child.on('close', (code) => resolve({ passed: code === 0, output: output.join('') }));
    });
  }
}
