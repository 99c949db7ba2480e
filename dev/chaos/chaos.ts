import { setTimeout as delay } from 'node:timers/promises';
import { formatBytes } from '../../lib/words/format.ts';
import { buildExtension } from '../browser/build-extension.ts';
import { type ChaosOptions, readChaosOptions, USAGE } from './chaos-options.ts';
import { FAULTS, planRun } from './plan.ts';
import { randomFrom } from './random-from.ts';
import { ChaosRig } from './rig.ts';
import { type RunResult, runOnce } from './run.ts';

/** One in this many recordings is also played back in the browser. */
const PLAYED = 5;
/** One in this many records the camera, which shows no barcode, so it is never one that is played back. */
const CAMERA = 4;
const RUN_PATIENCE_MS = 300_000;

/** The last line. Times are milliseconds; null where there was nothing to measure. */
interface ChaosResult {
  readonly runs: number;
  readonly seed: number;
  readonly failed: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly recordedBytes: number;
  readonly lostBytes: number;
  /** From a start of the extension to the upload's first request. */
  readonly resumedMs: Spread;
  /** What hadn't come out of the recorder or reached the disk when the extension ended. */
  readonly missingMs: Spread;
  /** The same for pages that show noise, where the encoder is behind. */
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
// A killed browser leaves its pipes behind, and Node would wait for them.
process.exit();

async function chaos({ runs, seed, faults }: ChaosOptions): Promise<void> {
  const random = randomFrom(seed);
  const extensionDirectory = buildExtension();
  let rig = await ChaosRig.open(extensionDirectory);
  const results: RunResult[] = [];
  console.log(`${runs} runs, seed ${seed}`);
  try {
    for (let run = 1; run <= runs; run += 1) {
      const plays = run % PLAYED === 0;
      const plan = planRun(random, faults, run % CAMERA === 2 && !plays);
      const running = runOnce(rig, plan, plays);
      const result = await Promise.race([running, tooLong()]).catch(failedRun);
      results.push(result);
      console.log(`${String(run).padStart(4)}  ${describe(result)}`);
      if (result.doubts.length === 0) {
        await rig.tidy();
        continue;
      }
      console.log(`      plan: ${JSON.stringify(plan)}`);
      for (const doubt of result.doubts) console.log(`      PROBLEM: ${doubt}`);
      // Nothing left over from this run may disturb the next.
      await rig[Symbol.asyncDispose]();
      rig = await ChaosRig.open(extensionDirectory);
    }
  } finally {
    await rig[Symbol.asyncDispose]();
  }
  const summary = summarize(results, seed);
  report(summary);
  console.log(JSON.stringify(summary));
  if (summary.failed > 0) process.exitCode = 1;
}

/** @throws Error after longer than any run takes. */
async function tooLong(): Promise<never> {
  await delay(RUN_PATIENCE_MS, null, { ref: false });
  throw new Error(`The run did not end in ${RUN_PATIENCE_MS / 1_000} s.`);
}

function failedRun(error: unknown): RunResult {
  const doubt = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return {
    noisy: false,
    faults: [],
    bytes: 0,
    seconds: 0,
    lostBytes: 0,
    resumedMs: [],
    missingMs: null,
    doubts: [doubt],
  };
}

function describe({ faults, bytes, seconds, resumedMs, missingMs, doubts }: RunResult): string {
  const resumed = resumedMs.map((ms) => ` resumed after ${ms} ms`).join(',');
  const missing = missingMs === null ? '' : `, without the last ${missingMs} ms`;
  const verdict = doubts.length === 0 ? 'whole' : 'FAILED';
  return `${verdict}  ${formatBytes(bytes)}, ${seconds.toFixed(1)} s  ${faults.join(', ') || 'no fault hit'}${resumed}${missing}`;
}

function summarize(results: readonly RunResult[], seed: number): ChaosResult {
  const faults = results.flatMap((result) => result.faults);
  const missing = (isNoisy: boolean) =>
    results.flatMap(({ noisy, missingMs }) => (missingMs === null || noisy !== isNoisy ? [] : [missingMs]));
  return {
    runs: results.length,
    seed,
    failed: results.filter(({ doubts }) => doubts.length > 0).length,
    faults: Object.fromEntries(FAULTS.map((fault) => [fault, faults.filter((injected) => injected === fault).length])),
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
  faults,
  recordedBytes,
  lostBytes,
  resumedMs,
  missingMs,
  missingNoisyMs,
}: ChaosResult): void {
  console.log(`\n${runs} runs, ${failed} failed; ${formatBytes(recordedBytes)} recorded, ${lostBytes} bytes lost`);
  for (const [fault, count] of Object.entries(faults)) console.log(`${String(count).padStart(5)} × ${fault}`);
  if (resumedMs.count > 0) {
    console.log(
      `From a start to the upload’s first request: ${resumedMs.median} ms (median), ${resumedMs.max} ms (most)`,
    );
  }
  if (missingMs.count > 0) {
    console.log(`Not on disk yet when the fault hit: ${missingMs.median} ms (median), ${missingMs.max} ms (most)`);
  }
  if (missingNoisyMs.count > 0) {
    const { median, max } = missingNoisyMs;
    console.log(`The same with noise, which keeps the encoder busy: ${median} ms (median), ${max} ms (most)`);
  }
}
