import { parseArgs } from 'node:util';
import { BLOWS, type Blow } from './plan.ts';

/** How to use the command, to be printed. */
export const USAGE = `npm run chaos -- [--runs N] [--seed S] [--blow B]...

Records with the real extension in a real browser, does it harm at random moments, and compares what arrives with what
was on disk. The last line is JSON; the exit code is 1 when anything was lost.

  --runs  how many recordings; 10 when absent
  --seed  the same seed makes the same plans; a new one when absent
  --blow  only this is done, or these: ${BLOWS.join(', ')}`;

/** What is asked for. */
export interface ChaosOptions {
  readonly runs: number;
  readonly seed: number;
  /** What may be done. */
  readonly blows: readonly Blow[];
}

/** The round that `npm test` runs: few recordings, and a seed whose plans strike every kind of blow, none of them too late. */
export const SHORT_ROUND: ChaosOptions = { runs: 6, seed: 13_569, blows: BLOWS };

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
      blow: { type: 'string', multiple: true, default: [...BLOWS] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs is a whole number from 1 on.');
  if (!Number.isInteger(seed)) throw new Error('--seed is a whole number.');
  const blows = BLOWS.filter((blow) => values.blow.includes(blow));
  const unknown = values.blow.find((name) => !blows.some((blow) => blow === name));
  if (unknown !== undefined) throw new Error(`There is no blow “${unknown}”; there are: ${BLOWS.join(', ')}.`);
  return { runs, seed, blows };
}
