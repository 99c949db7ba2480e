import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutant } from './mutant.ts';

/** What the tests of the engine and below need of the project. */
const COPIED = ['lib', 'entrypoints', 'tests', 'locales', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
const LINKED = ['node_modules', '.wxt', 'dev'];
/** The quick ones first; the random schedules only for what they leave alive. */
const ROUNDS: readonly (readonly string[])[] = [
  [
    'tests/capture/mix/keep-running.test.ts',
    'tests/capture/watch/picture-watch.test.ts',
    'tests/capture/watch/microphone-keeper.test.ts',
    'tests/engine/fail-over.test.ts',
    'tests/engine/hanging-ports.test.ts',
    'tests/engine/recording-engine.test.ts',
    'tests/engine/spooling/read-slice.test.ts',
    'tests/engine/spooling/recent-slices.test.ts',
    'tests/engine/spooling/sealed-file.test.ts',
    'tests/engine/uploading/mint-url.test.ts',
    'tests/engine/uploading/open-session.test.ts',
    'tests/engine/uploading/portal.test.ts',
    'tests/engine/uploading/prompt-transport.test.ts',
    'tests/engine/uploading/unreachable-address.test.ts',
    'tests/engine/uploading/upload-priority.test.ts',
    'tests/engine/uploading/whole-file.test.ts',
    'tests/export/copies-folder.test.ts',
    'tests/recorder/failover/death-count.test.ts',
    'tests/recorder/failover/engine-death.test.ts',
    'tests/recorder/live/live-hangs.test.ts',
    'tests/recorder/live/live-recording.test.ts',
    'tests/recorder/live/part.test.ts',
    'tests/recorder/watch/flow-watch.test.ts',
    'tests/recording/state.test.ts',
    'tests/settings/host-use.test.ts',
    'tests/spool/file-use.test.ts',
    'tests/spool/patient-catalog.test.ts',
    'tests/spool/row-keeper.test.ts',
    'tests/spool/spool-file.test.ts',
    'tests/upload/chunks.test.ts',
    'tests/upload/protocols/content-range/content-range.test.ts',
    'tests/upload/protocols/put/put.test.ts',
    'tests/upload/retry.test.ts',
    'tests/upload/session/another-server.test.ts',
    'tests/upload/session/complete.test.ts',
    'tests/upload/session/refusals.test.ts',
    'tests/upload/session/saved-session.test.ts',
    'tests/upload/session/tus-session.test.ts',
    'tests/upload/session/unknown-session.test.ts',
    'tests/upload/uploader.test.ts',
    'tests/upload/url/discover.test.ts',
    'tests/upload/url/preflight.test.ts',
    'tests/upload/url/url-look.test.ts',
  ],
  [
    'tests/engine/schedules-good-servers.test.ts',
    'tests/engine/schedules-odd-servers.test.ts',
    'tests/engine/schedules-sites.test.ts',
  ],
];
const SCHEDULES = '3000';
const LIMIT_MS = 90_000;

/** How a mutant fared. */
export type Fate =
  | { readonly kind: 'killed'; readonly by: 'the unit tests' | 'the random schedules' }
  | { readonly kind: 'survived' }
  /** Its text does not occur exactly once, or what comes out is no program. */
  | { readonly kind: 'useless'; readonly why: string };

/** A copy of the project in which things are broken on purpose. */
export class Bench {
  readonly #directory = mkdtempSync(join(tmpdir(), 'mutants-'));

  constructor(root: string) {
    for (const name of COPIED) cpSync(join(root, name), join(this.#directory, name), { recursive: true });
    for (const name of LINKED) {
      if (existsSync(join(root, name))) symlinkSync(join(root, name), join(this.#directory, name));
    }
  }

  /** @throws Error when a test is gone, or with the tests' output when they do not hold for the program as it is. */
  async assertSound(): Promise<void> {
    for (const files of ROUNDS) {
      // Vitest runs the others without a word.
      const gone = files.filter((file) => !existsSync(join(this.#directory, file)));
      if (gone.length > 0) throw new Error(`These tests are somewhere else: ${gone.join(', ')}`);
      const { passed, output } = await this.#run(files);
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
      const round = await this.#firstFailingRound();
      if (round === null) return { kind: 'survived' };
      return { kind: 'killed', by: round === 0 ? 'the unit tests' : 'the random schedules' };
    } finally {
      writeFileSync(path, sound);
    }
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true });
  }

  async #firstFailingRound(): Promise<number | null> {
    for (const [round, files] of ROUNDS.entries()) {
      if (!(await this.#run(files)).passed) return round;
    }
    return null;
  }

  #run(files: readonly string[]): Promise<{ readonly passed: boolean; readonly output: string }> {
    const vitest = join(this.#directory, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--project', 'unit', '--bail=1', '--maxWorkers=1', '--reporter=dot', ...files];
    return new Promise((resolve) => {
      const child = spawn(process.execPath, args, {
        cwd: this.#directory,
        env: { ...process.env, SCHEDULES },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: LIMIT_MS,
        killSignal: 'SIGKILL',
      });
      const output: string[] = [];
      child.stdout.on('data', (text) => output.push(String(text)));
      child.stderr.on('data', (text) => output.push(String(text)));
      child.on('close', (code) => resolve({ passed: code === 0, output: output.join('') }));
    });
  }
}
