import { setTimeout as delay } from 'node:timers/promises';
import { formatBytes } from '../../lib/words/format.ts';
import { buildExtension } from '../browser/build-extension.ts';
import { Arena } from './arena.ts';
import { type ChaosOptions, readChaosOptions, USAGE } from './chaos-options.ts';
import { BLOWS, planRun } from './plan.ts';
import { randomFrom } from './random-from.ts';
import { type RunResult, runOnce } from './run.ts';

/** One in so many recordings is also played back in the browser. */
const PLAYED = 5;
/** One in so many is of the camera; it has no barcode, so it is none that is played back. */
const CAMERA = 4;
const RUN_PATIENCE_MS = 300_000;

/** The last line. Times are milliseconds; null where there was nothing to measure. */
interface ChaosResult {
  readonly runs: number;
  readonly seed: number;
  readonly failed: number;
  readonly blows: Readonly<Record<string, number>>;
  readonly recordedBytes: number;
  readonly lostBytes: number;
  /** From a start of the extension to the upload's first request. */
  readonly resumedMs: Spread;
  /** What had not come out of the recorder, or not onto the disk, when the extension was ended. */
  readonly missingMs: Spread;
  /** The same where the page showed noise: there it is the encoder that is behind. */
  readonly missingNoisyMs: Spread;
}

interface Spread {
  readonly count: number;
  readonly median: number | null;
  readonly max: number | null;
}

try {
  const options = readChaosOptions(process.argv.slice(2));
  if (options === null) console.log(USAGE);
  else await chaos(options);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// A browser that was killed leaves its pipes behind, and Node would wait for them.
process.exit();

async function chaos({ runs, seed, blows }: ChaosOptions): Promise<void> {
  const random = randomFrom(seed);
  const extensionDirectory = buildExtension();
  let arena = await Arena.open(extensionDirectory);
  const results: RunResult[] = [];
  console.log(`${runs} runs, seed ${seed}`);
  try {
    for (let run = 1; run <= runs; run += 1) {
      const plays = run % PLAYED === 0;
      const plan = planRun(random, blows, run % CAMERA === 2 && !plays);
      const running = runOnce(arena, plan, plays);
      const result = await Promise.race([running, tooLong()]).catch(failedRun);
      results.push(result);
      console.log(`${String(run).padStart(4)}  ${describe(result)}`);
      if (result.doubts.length === 0) {
        await arena.tidy();
        continue;
      }
      console.log(`      plan: ${JSON.stringify(plan)}`);
      for (const doubt of result.doubts) console.log(`      NOT as it should be: ${doubt}`);
      // What is left of this run must not disturb the next.
      await arena[Symbol.asyncDispose]();
      arena = await Arena.open(extensionDirectory);
    }
  } finally {
    await arena[Symbol.asyncDispose]();
  }
  const summary = summarize(results, seed);
  report(summary);
  console.log(JSON.stringify(summary));
  if (summary.failed > 0) process.exitCode = 1;
}

/** @throws Error after as long as no run takes. */
async function tooLong(): Promise<never> {
  await delay(RUN_PATIENCE_MS, null, { ref: false });
  throw new Error(`The run did not end in ${RUN_PATIENCE_MS / 1_000} s.`);
}

function failedRun(error: unknown): RunResult {
  const doubt = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    noisy: false,
    blows: [],
    bytes: 0,
    seconds: 0,
    lostBytes: 0,
    resumedMs: [],
    missingMs: null,
    doubts: [doubt],
  };
}

function describe({ blows, bytes, seconds, resumedMs, missingMs, doubts }: RunResult): string {
  const resumed = resumedMs.map((ms) => ` resumed after ${ms} ms`).join(',');
  const missing = missingMs === null ? '' : `, without the last ${missingMs} ms`;
  const verdict = doubts.length === 0 ? 'whole' : 'FAILED';
  return `${verdict}  ${formatBytes(bytes)}, ${seconds.toFixed(1)} s  ${blows.join(', ') || 'nothing struck'}${resumed}${missing}`;
}

function summarize(results: readonly RunResult[], seed: number): ChaosResult {
  const blows = results.flatMap((result) => result.blows);
  const missing = (isNoisy: boolean) =>
    results.flatMap(({ noisy, missingMs }) => (missingMs === null || noisy !== isNoisy ? [] : [missingMs]));
  return {
    runs: results.length,
    seed,
    failed: results.filter(({ doubts }) => doubts.length > 0).length,
    blows: Object.fromEntries(BLOWS.map((blow) => [blow, blows.filter((struck) => struck === blow).length])),
    recordedBytes: results.reduce((sum, { bytes }) => sum + bytes, 0),
    lostBytes: results.reduce((sum, result) => sum + result.lostBytes, 0),
    resumedMs: spreadOf(results.flatMap(({ resumedMs }) => resumedMs)),
    missingMs: spreadOf(missing(false)),
    missingNoisyMs: spreadOf(missing(true)),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { count: sorted.length, median: sorted[Math.floor(sorted.length / 2)] ?? null, max: sorted.at(-1) ?? null };
}

function report({
  runs,
  failed,
  blows,
  recordedBytes,
  lostBytes,
  resumedMs,
  missingMs,
  missingNoisyMs,
}: ChaosResult): void {
  console.log(`\n${runs} runs, ${failed} failed; ${formatBytes(recordedBytes)} recorded, ${lostBytes} bytes lost`);
  for (const [blow, count] of Object.entries(blows)) console.log(`${String(count).padStart(5)} × ${blow}`);
  if (resumedMs.count > 0) {
    console.log(
      `From a start to the upload’s first request: ${resumedMs.median} ms (median), ${resumedMs.max} ms (most)`,
    );
  }
  if (missingMs.count > 0) {
    console.log(`Not on disk yet when it was struck: ${missingMs.median} ms (median), ${missingMs.max} ms (most)`);
  }
  if (missingNoisyMs.count > 0) {
    const { median, max } = missingNoisyMs;
    console.log(`The same with noise, which keeps the encoder busy: ${median} ms (median), ${max} ms (most)`);
  }
}
