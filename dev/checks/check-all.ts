import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';

/* `npm run check`: every check that needs no browser, as many in parallel as there are processors. */

/** Scripts from package.json, slowest first. */
const CHECKS = ['types:dev', 'unused', 'imports', 'types:app', 'types:pure', 'lint', 'comments', 'docs'];

const waiting = [...CHECKS];
let failed = 0;
await Promise.all(Array.from({ length: availableParallelism() }, work));
process.exitCode = failed === 0 ? 0 : 1;

async function work(): Promise<void> {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    const startedAtMs = performance.now();
    const output: Buffer[] = [];
    const child = spawn('npm', ['run', '--silent', check], { shell: process.platform === 'win32' });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => output.push(piece));
    const [code] = await once(child, 'close');
    const took = `${((performance.now() - startedAtMs) / 1_000).toFixed(1)} s`;
    if (code === 0) {
      console.log(`✓ ${check} (${took})`);
      continue;
    }
    failed += 1;
    // Printed as a whole, so lines of different checks don't mix.
    console.error(`✗ ${check} (${took})\n${Buffer.concat(output).toString()}`);
  }
}
