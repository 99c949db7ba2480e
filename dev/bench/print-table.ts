import type { Table } from './part.ts';

/** A table for a terminal. */
export function asText({ title, about, columns, rows }: Table): string {
  const lines = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('   '),
  );
  return [title, about, '', ...text].join('\n');
}

/** A table for a Markdown file. */
export function asMarkdown({ title, about, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, column) => (column === 0 ? '---' : '---:'));
  return [`## ${title}`, '', about, '', line(columns), line(rule), ...rows.map(line)].join('\n');
}
