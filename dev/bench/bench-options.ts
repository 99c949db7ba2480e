import { parseArgs } from 'node:util';

/** The parts of the bench, in the order they run. */
export const PARTS = [
  'drain',
  'memory',
  'recordingMemory',
  'growth',
  'tail',
  'cost',
  'capture',
  'ready',
  'sizes',
] as const;
export type Part = (typeof PARTS)[number];

/** The command's help text. */
export const USAGE = `npm run bench -- [--quick] [--json] [--only PART,PART] [--write]

Measures speed, memory and cost of the real extension in a real browser beside other uploaders, all in one run.
A whole run takes an hour, on a machine that does nothing else.

  --quick  everything once and small, in under two minutes: shows that it runs, and judges nothing
  --json   the last line is one JSON object with every result
  --only   some of: ${PARTS.join(', ')}
  --write  puts the results into BENCHMARKS.md, docs/bench.json and docs/bench.svg; with --only, those of these parts`;

/** The command's options. */
export interface BenchOptions {
  readonly quick: boolean;
  readonly json: boolean;
  readonly write: boolean;
  readonly parts: readonly Part[];
}

/**
 * Reads the command line; null when only the help text is wanted.
 * @throws Error that says what is wrong.
 */
export function readBenchOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string', default: PARTS.join(',') },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const asked = values.only.split(',');
  const unknown = asked.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) throw new Error(`There is no part ${unknown}. The parts are: ${PARTS.join(', ')}.`);
  if (values.write && values.quick) throw new Error('--write is for results that count: without --quick.');
  return { ...values, parts: PARTS.filter((part) => asked.includes(part)) };
}
