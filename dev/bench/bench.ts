import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExtension } from '../browser/build-extension.ts';
import { type BenchOptions, type Part, readBenchOptions, USAGE } from './bench-options.ts';
import type { BenchResult } from './bench-result.ts';
import { bundleTable, measureBundleSizes } from './bundle-sizes.ts';
import { costTable, measureCost } from './cost.ts';
import { drainTable, measureDrain } from './drain.ts';
import { goalsTable } from './goals.ts';
import { growthTable, measureGrowth } from './growth.ts';
import { describeMachine } from './machine.ts';
import { measureMemory, memoryTable } from './memory.ts';
import type { BenchSetting, Table } from './part.ts';
import { asText } from './print-table.ts';
import { measureReady, readyTable } from './ready.ts';
import { measureTail, tailTable } from './tail.ts';
import { writeResults } from './write-results.ts';

try {
  const options = readBenchOptions(process.argv.slice(2));
  if (options === null) console.log(USAGE);
  else await bench(options);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
}
// A browser that was killed leaves its pipes behind, and Node would wait for them.
process.exit();

async function bench({ quick, json, write, parts }: BenchOptions): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'reelay-bench-'));
  const progress = (line: string) => console.log(`  ${line}`);
  const setting: BenchSetting = { extensionDirectory: buildExtension(), directory, quick, progress };
  const result: BenchResult = { quick, machine: describeMachine() };
  const tables: Table[] = [];
  try {
    for (const part of parts) {
      console.log(`\n${part}`);
      const table = await measure(part, setting, result);
      tables.push(table);
      console.log(`\n${asText(table)}`);
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 10 });
  }
  if (!quick) {
    tables.unshift(goalsTable(result));
    console.log(`\n${asText(goalsTable(result))}`);
  }
  if (write) writeResults(result, tables);
  if (json) console.log(JSON.stringify(result));
}

async function measure(part: Part, setting: BenchSetting, result: BenchResult): Promise<Table> {
  switch (part) {
    case 'drain':
      result.drain = await measureDrain(setting);
      return drainTable(result.drain);
    case 'memory':
      result.memory = await measureMemory(setting);
      return memoryTable(result.memory);
    case 'growth':
      result.growth = await measureGrowth(setting);
      return growthTable(result.growth);
    case 'tail':
      result.tail = await measureTail(setting);
      return tailTable(result.tail);
    case 'cost':
      result.cost = await measureCost(setting);
      return costTable(result.cost);
    case 'ready':
      result.ready = await measureReady(setting);
      return readyTable(result.ready);
    case 'sizes':
      result.sizes = measureBundleSizes(setting);
      return bundleTable(result.sizes);
    default:
      throw new Error(`There is no part ${part satisfies never}.`);
  }
}
