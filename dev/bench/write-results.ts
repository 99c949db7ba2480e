import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './bench-result.ts';
import type { Table } from './part.ts';
import { drawDrain } from './picture.ts';
import { asMarkdown } from './print-table.ts';

const REPORT = fileURLToPath(new URL('../../BENCHMARKS.md', import.meta.url));
const PICTURE = fileURLToPath(new URL('../../docs/bench.svg', import.meta.url));
const BEGIN = '<!-- what follows is written by npm run bench -- --write -->';
const END = '<!-- until here -->';

/** Puts the results of a whole run in the place of the last ones. @throws Error when the file has no place for them. */
export function writeResults(result: BenchResult, tables: readonly Table[]): void {
  const before = readFileSync(REPORT, 'utf8');
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('BENCHMARKS.md has lost the marks between which results are written.');
  const { cpu, cores, memoryGiB, system, browser, commit, date } = result.machine;
  const head = [
    `Measured on ${date} at commit ${commit}, by \`npm run bench -- --write\`:`,
    `${cores} cores (${cpu}), ${memoryGiB} GiB, ${system}, ${browser}.`,
  ].join(' ');
  const body = [BEGIN, '', head, '', ...tables.flatMap((table) => [asMarkdown(table), '']), ''].join('\n');
  writeFileSync(REPORT, before.slice(0, begin) + body + before.slice(end));
  if (result.drain !== undefined) writeFileSync(PICTURE, drawDrain(result.drain));
}
