import { parseArgs } from 'node:util';

/** How to use the command, to be printed. */
export const USAGE = `npm run chaos -- [--runs N] [--seed S]

Records with the real extension in a real browser, does it harm at random moments, and compares what arrives with what
was on disk. The last line is JSON; the exit code is 1 when anything was lost.

  --runs  how many recordings; 10 when absent
  --seed  the same seed makes the same plans; a new one when absent`;

/** What is asked for. */
export interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
}

/** The round that `npm test` runs: few recordings, and a seed whose plans strike every kind of blow. */
export const SHORT_ROUND: ChaosOptions = { runs: 6, seed: 6 };

/**
 * Reads the command line; null when only the usage is asked for.
 * @throws Error with a sentence on what is wrong.
 */
export function readChaosOptions(args: readonly string[]): ChaosOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1 on.');
  if (!Number.isInteger(seed)) throw new Error('--seed is a whole number.');
  return { runs, seed };
}
