import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { BenchSetting, Table } from './part.ts';

const PAGES = ['popup', 'offscreen', 'recordings', 'options', 'permission', 'crop'] as const;

/** Sizes in bytes, raw and gzipped. What several share is counted for each of them, but only once in `whole`. */
export interface BundleSizes {
  readonly rows: readonly { readonly name: string; readonly bytes: number; readonly gzipBytes: number }[];
  readonly whole: { readonly bytes: number; readonly gzipBytes: number };
}

/** Measures the build's output: each page with its scripts and styles, each worker, and everything. */
export function measureBundleSizes({ extensionDirectory }: BenchSetting): BundleSizes {
  const weigh = (paths: Iterable<string>) => {
    const contents = [...paths].map((path) => readFileSync(join(extensionDirectory, path)));
    const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);
    return {
      bytes: sum(contents.map(({ length }) => length)),
      gzipBytes: sum(contents.map((content) => gzipSync(content).length)),
    };
  };
  const workers = readdirSync(join(extensionDirectory, 'assets')).filter((name) => /^\w+-worker-/.test(name));
  const roots = [
    ['background', 'background.js'] as const,
    ...PAGES.map((page) => [page, `${page}.html`] as const),
    ...workers.map((name) => [name.replace(/-worker-.*/, ' worker'), `assets/${name}`] as const),
  ];
  return {
    rows: roots.map(([name, root]) => ({ name, ...weigh(loadedBy(extensionDirectory, root)) })),
    whole: weigh(filesBelow(extensionDirectory, '')),
  };
}

/** The sizes as a table. */
export function bundleTable({ rows, whole }: BundleSizes): Table {
  const kb = (bytes: number) => `${(bytes / 1_000).toFixed(1)} kB`;
  return {
    title: 'Sizes',
    about: 'The build, with the scripts and styles that each page loads.',
    columns: ['', 'raw', 'gzip'],
    rows: [...rows, { name: 'total', ...whole }].map(({ name, bytes, gzipBytes }) => [name, kb(bytes), kb(gzipBytes)]),
  };
}

/** A file, the scripts and styles it names, what these import, and so on. Workers are left out: they load later. */
function loadedBy(directory: string, root: string): Set<string> {
  const loaded = new Set<string>();
  const load = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const text = readFileSync(join(directory, path), 'utf8');
    const named = path.endsWith('.html')
      ? text.matchAll(/(?:src|href)="\/((?:chunks|assets)\/[^"]+)"/g)
      : text.matchAll(/(?:from|import)\s*["']\.{1,2}\/((?:chunks\/)?[\w.-]+\.js)["']/g);
    for (const [, name = ''] of named) load(name.includes('/') ? name : `chunks/${name}`);
  };
  load(root);
  return loaded;
}

function filesBelow(directory: string, folder: string): string[] {
  return readdirSync(join(directory, folder)).flatMap((name) => {
    const path = join(folder, name);
    return statSync(join(directory, path)).isDirectory() ? filesBelow(directory, path) : [path];
  });
}
