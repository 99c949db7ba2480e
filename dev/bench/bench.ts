import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExtension } from '../browser/build-extension.ts';
import { type BenchOptions, type Part, readBenchOptions, USAGE } from './bench-options.ts';
import type { BenchResult, Machine, PartResults } from './bench-result.ts';
import { goalsTable } from './goals.ts';
import { describeMachine } from './machine.ts';
import { MEASURED_PARTS, type MeasuredPart } from './measure-part.ts';
import type { BenchSetting } from './part.ts';
import { asText } from './print-table.ts';
import { writeResults } from './write-results.ts';

try {
  const options = readBenchOptions(process.argv.slice(2));
  if (options === null) console.log(USAGE);
  else await bench(options);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// A killed browser leaves its pipes behind, and Node would wait for them.
process.exit();

async function bench({ quick, json, write, parts }: BenchOptions): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'reelay-bench-'));
  const progress = (line: string) => console.log(`  ${line}`);
  const setting: BenchSetting = { extensionDirectory: buildExtension(), directory, quick, progress };
  const machine = describeMachine();
  let results: Partial<PartResults> = {};
  try {
    for (const part of parts) {
      results = { ...results, [part]: await measureAndPrint(part, setting) };
      // Keep what was measured, whatever happens to later parts.
      if (write) writeResults(part, results, machine);
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  }
  if (!quick) console.log(`\n${asText(goalsTable(results))}`);
  if (json) printJson(quick, machine, results);
}

async function measureAndPrint<P extends Part>(part: P, setting: BenchSetting): Promise<PartResults[P]> {
  console.log(`\n${part}`);
  const { measure, table }: MeasuredPart<P> = MEASURED_PARTS[part];
  const result = await measure(setting);
  console.log(`\n${asText(table(result))}`);
  return result;
}

function printJson(quick: boolean, machine: Machine, results: Partial<PartResults>): void {
  const all: BenchResult = { quick, machine, ...results };
  console.log(JSON.stringify(all));
}
