import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = [
  'dev/build',
  'entrypoints',
  'lib',
  'locales',
  'public',
  'wxt.config.ts',
  'package.json',
  'package-lock.json',
];
const OUTPUT = join(ROOT, '.output/chrome-mv3');
const MANIFEST = join(OUTPUT, 'manifest.json');
/** Holds the hash of the sources that the output was built from. */
const STAMP = join(ROOT, '.output/chrome-mv3.sources');

/**
 * Builds the extension, unless the last build here was from the same sources.
 * @returns the folder to load into the browser.
 * @throws Error when the build fails, with WXT's output.
 */
export function buildExtension(): string {
  const sources = hashOf(SOURCES);
  if (isBuiltFrom(sources)) return OUTPUT;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/wxt/bin/wxt.mjs'), 'build'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      // With a test runner's environment, the build would differ from the one people get.
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (status !== 0) throw new Error(`The extension could not be built.\n${stdout}${stderr}`);
  writeFileSync(STAMP, sources);
  return OUTPUT;
}

/** A build made any other way leaves the manifest newer than the stamp. */
function isBuiltFrom(sources: string): boolean {
  if (!existsSync(MANIFEST) || !existsSync(STAMP)) return false;
  return statSync(STAMP).mtimeMs >= statSync(MANIFEST).mtimeMs && readFileSync(STAMP, 'utf8') === sources;
}

function hashOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    hash.update(`${path}\0`);
    if (statSync(join(ROOT, path)).isDirectory()) {
      for (const entry of readdirSync(join(ROOT, path)).sort()) add(`${path}/${entry}`);
    } else {
      hash.update(readFileSync(join(ROOT, path)));
    }
  };
  for (const path of paths) add(path);
  return hash.digest('hex');
}
