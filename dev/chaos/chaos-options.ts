import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './plan.ts';

/** The command's help text. */
export const USAGE = `npm run chaos -- [--runs N] [--seed S] [--fault B]...

Records with the real extension in a real browser, injects faults at random moments, and compares what arrives with what
was on disk. The last line is JSON; the exit code is 1 when anything was lost.

  --runs  how many recordings (default: 10)
  --seed  the same seed makes the same plans (default: a new one)
  --fault  inject only this fault; may be repeated: ${FAULTS.join(', ')}`;

/** The command's options. */
export interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
  /** The faults to choose from. */
  readonly faults: readonly Fault[];
}

/** The round that `npm run test:all` runs: few recordings, with a seed whose plans inject every fault, none of them too late. */
export const SHORT_ROUND: ChaosOptions = { runs: 6, seed: 13_569, faults: FAULTS };

/**
 * Reads the command line; null when only the help text is wanted.
 * @throws Error that says what is wrong.
 */
export function readChaosOptions(args: readonly string[]): ChaosOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      fault: { type: 'string', multiple: true, default: [...FAULTS] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs must be a whole number, 1 or more.');
  if (!Number.isInteger(seed)) throw new Error('--seed must be a whole number.');
  const faults = FAULTS.filter((fault) => values.fault.includes(fault));
  const unknown = values.fault.find((name) => !faults.some((fault) => fault === name));
  if (unknown !== undefined) throw new Error(`Unknown fault “${unknown}”. The faults are: ${FAULTS.join(', ')}.`);
  return { runs, seed, faults };
}
