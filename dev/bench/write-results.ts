import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PARTS, type Part } from './bench-options.ts';
import type { KeptResults, Machine, PartResults } from './bench-result.ts';
import { goalsTable } from './goals.ts';
import { MEASURED_PARTS, type MeasuredPart } from './measure-part.ts';
import { drawDrain } from './picture.ts';
import { asMarkdown } from './print-table.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const REPORT = at('BENCHMARKS.md');
const PICTURE = at('docs/bench.svg');
const KEPT = at('docs/bench.json');
const BEGIN = '<!-- what follows is written by npm run bench -- --write -->';
const END = '<!-- until here -->';

/** Puts the result of a part in the place of its last one. @throws Error when the report has no place for it. */
export function writeResults(part: Part, results: Partial<PartResults>, machine: Machine): void {
  // It was written here: what another version of the bench wrote is measured anew, not read.
  const before: KeptResults = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
  const kept: KeptResults = { ...before, [part]: { machine, result: results[part] } };
  writeFileSync(KEPT, `${JSON.stringify(kept, null, 1)}\n`);
  writeReport(kept);
  if (kept.drain !== undefined) writeFileSync(PICTURE, drawDrain(kept.drain.result));
}

function writeReport(kept: KeptResults): void {
  const before = readFileSync(REPORT, 'utf8');
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('BENCHMARKS.md has lost the marks between which results are written.');
  const results = Object.fromEntries(Object.entries(kept).map(([part, { result }]) => [part, result]));
  const sections = PARTS.flatMap((part) => sectionOf(part, kept));
  const body = [BEGIN, '', asMarkdown(goalsTable(results)), '', ...sections, ''].join('\n');
  writeFileSync(REPORT, before.slice(0, begin) + body + before.slice(end));
}

function sectionOf<P extends Part>(part: P, kept: KeptResults): string[] {
  const one: KeptResults[P] = kept[part];
  if (one === undefined) return [];
  const { table }: MeasuredPart<P> = MEASURED_PARTS[part];
  const { cpu, cores, memoryGiB, system, browser, commit, date } = one.machine;
  const where = `${date}, commit ${commit}: ${cores} cores (${cpu}), ${memoryGiB} GiB, ${system}, ${browser}.`;
  return [asMarkdown(table(one.result)), '', where, ''];
}
