/** An export in lib/ without a doc comment. */
export interface MissingComment {
  /** 1-based. */
  readonly line: number;
  readonly name: string;
}

const DECLARATION =
  /^export (?:default )?(?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const enum|const|let|interface|type|enum) (?<name>[\w$]+)/;
const LIST = /^(?:export (?:type )?[{*])/;

/**
 * The exported declarations in a source file without a doc comment directly above. Later overloads of a function and
 * lists such as `export { a } from './b.ts'` don't need one.
 */
export function findMissingComments(source: string): MissingComment[] {
  const lines = source.split('\n');
  const seen = new Set<string>();
  const missing: MissingComment[] = [];
  for (const [index, text] of lines.entries()) {
    if (!text.startsWith('export ') || LIST.test(text)) continue;
    const name = DECLARATION.exec(text)?.groups?.['name'] ?? text;
    if (seen.has(name)) continue;
    seen.add(name);
    if (!endsDocComment(lines, index - 1)) missing.push({ line: index + 1, name });
  }
  return missing;
}

/** Whether a doc comment ends at this line, or above it with only linter directives in between. */
function endsDocComment(lines: readonly string[], at: number): boolean {
  let end = at;
  while (lines[end]?.startsWith('// biome-ignore')) end -= 1;
  if (!lines[end]?.trimEnd().endsWith('*/')) return false;
  for (let start = end; start >= 0; start -= 1) {
    const text = lines[start]?.trimStart() ?? '';
    if (text.startsWith('/*')) return text.startsWith('/**');
  }
  return false;
}
