/** What a document may refer to. */
export interface Repository {
  /** Every file, relative to the root, with `/`. */
  readonly files: readonly string[];
  /** The scripts of package.json. */
  readonly scripts: ReadonlySet<string>;
  /** The ids GitHub gives the headings of a Markdown file; null when there's no such file. */
  anchorsOf(path: string): ReadonlySet<string> | null;
}

/** A reference to something that doesn't exist. */
export interface BrokenReference {
  /** 1-based. */
  readonly line: number;
  /** One sentence. */
  readonly problem: string;
}

const LINK = /\]\((?<target>[^)\s]+)\)|(?:src|srcset|href)="(?<attribute>[^"]+)"/g;
const CODE_SPAN = /`(?<code>[^`]+)`/g;
const NPM = /\bnpm (?:run (?<script>[\w:-]+)|(?<short>test|start)\b)/g;
/** What counts as a file of the repository when it's in backticks without a folder. */
const FILE_NAME = /^[\w.*-]+\.(?:ts|tsx|mjs|css|md|yml)$/;
const PATH = /^[\w.@*-]+(?:\/[\w.@*-]+)*\/?$/;
const FENCE = /^\s*```/;

/**
 * Everything in a Markdown file that names a file, folder, heading or npm script that doesn't exist. Links to other
 * sites aren't followed. In backticks, whatever begins with a folder of the repository or looks like a source file
 * counts.
 * @param path of the file, from the root
 */
export function findBrokenReferences(path: string, markdown: string, repository: Repository): BrokenReference[] {
  const broken: BrokenReference[] = [];
  let isFenced = false;
  for (const [index, text] of markdown.split('\n').entries()) {
    const report = (problem: string): void => void broken.push({ line: index + 1, problem });
    for (const { groups } of text.matchAll(NPM)) {
      const script = groups?.['script'] ?? groups?.['short'] ?? '';
      if (!repository.scripts.has(script)) report(`package.json has no script "${script}".`);
    }
    if (FENCE.test(text)) isFenced = !isFenced;
    if (isFenced || text.startsWith('    ')) continue;
    for (const { groups } of text.matchAll(CODE_SPAN)) {
      const code = groups?.['code'] ?? '';
      if (!namesSomethingThere(code, repository.files)) report(`There is no ${code}.`);
    }
    for (const { groups } of text.replace(CODE_SPAN, '').matchAll(LINK)) {
      const target = groups?.['target'] ?? groups?.['attribute'] ?? '';
      const problem = problemOfLink(path, target, repository);
      if (problem !== null) report(problem);
    }
  }
  return broken;
}

/** The ids GitHub gives the headings of a Markdown file. */
export function anchorsIn(markdown: string): Set<string> {
  const headings = markdown.replace(/^\s*```[\s\S]*?^\s*```/gm, '').matchAll(/^#+ (?<title>.+)$/gm);
  return new Set([...headings].map(({ groups }) => slug(groups?.['title'] ?? '')));
}

function slug(title: string): string {
  const plain = title.trim().toLowerCase();
  return plain.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
}

function problemOfLink(from: string, target: string, { files, anchorsOf }: Repository): string | null {
  if (/^[a-z]+:/i.test(target)) return null;
  const [file = '', anchor = ''] = target.split('#');
  const path = file === '' ? from : resolve(from, file);
  if (!isThere(path, files)) return `The link to ${target} leads nowhere.`;
  if (anchor === '' || anchorsOf(path)?.has(anchor) !== false) return null;
  return `${path} has no heading #${anchor}.`;
}

/** Resolves a relative path to one from the root. */
function resolve(from: string, relative: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** Also true for code that isn't a path of the repository at all. */
function namesSomethingThere(code: string, files: readonly string[]): boolean {
  if (!PATH.test(code)) return true;
  const [first = ''] = code.split('/');
  if (code.includes('/')) return !files.some((file) => file.startsWith(`${first}/`)) || isThere(code, files);
  return !FILE_NAME.test(code) || files.some((file) => pattern(code).test(file.split('/').at(-1) ?? ''));
}

/** Whether a file or folder exists; `*` stands for any name or part of one. */
function isThere(path: string, files: readonly string[]): boolean {
  const wanted = pattern(path.replace(/\/$/, ''));
  const depth = path.replace(/\/$/, '').split('/').length;
  return (
    path === '' || files.some((file) => wanted.test(file) || wanted.test(file.split('/').slice(0, depth).join('/')))
  );
}

function pattern(path: string): RegExp {
  const escaped = path.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`);
}
