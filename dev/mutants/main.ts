import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Bench } from './bench.ts';
import { MUTANTS } from './mutants.ts';

/*
 * Breaks the program in one place at a time and runs the tests on it: `npm run mutants`, or only those mutants whose
 * rule, file or text contains a word: `npm run mutants -- lock`. A mutant that survives is a missing test.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const word = process.argv[2] ?? '';
const chosen = MUTANTS.filter(({ rule, file, find }) => `${rule} ${file} ${find}`.includes(word));
const queue = [...chosen];
const counts = { killed: 0, survived: 0, useless: 0 };

await Promise.all(Array.from({ length: availableParallelism() }, (_, worker) => work(worker === 0)));
console.log(`${counts.killed} of ${chosen.length} killed, ${counts.survived} survived, ${counts.useless} useless`);
process.exitCode = counts.killed === chosen.length && chosen.length > 0 ? 0 : 1;

async function work(checksFirst: boolean): Promise<void> {
  const bench = new Bench(ROOT);
  try {
    if (checksFirst) await bench.assertSound();
    for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
      const startedAtMs = performance.now();
      const fate = await bench.try(mutant);
      counts[fate.kind] += 1;
      const seconds = ((performance.now() - startedAtMs) / 1_000).toFixed(1);
      const how = fate.kind === 'killed' ? `killed by ${fate.by}` : fate.kind === 'useless' ? fate.why : 'SURVIVED';
      console.log(`${how}: ${mutant.rule} (${seconds} s)`);
    }
  } finally {
    bench.remove();
  }
}
