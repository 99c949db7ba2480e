import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['entrypoints', 'lib', 'public', 'wxt.config.ts', 'package.json', 'package-lock.json'];
const OUTPUT = join(ROOT, '.output/chrome-mv3');

/**
 * Builds the extension unless the last build is newer than every source.
 * @returns the folder to load into the browser.
 * @throws Error when the build fails; WXT has printed why.
 */
export function buildExtension(): string {
  const manifest = join(OUTPUT, 'manifest.json');
  const newestSource = Math.max(...SOURCES.map((source) => newestChange(join(ROOT, source))));
  if (existsSync(manifest) && statSync(manifest).mtimeMs > newestSource) return OUTPUT;
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/wxt/bin/wxt.mjs'), 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('The extension could not be built.');
  return OUTPUT;
}

/** Milliseconds since 1970. A folder counts too: it changes when a file in it is deleted. */
function newestChange(path: string): number {
  const { mtimeMs } = statSync(path);
  const entries = statSync(path).isDirectory() ? readdirSync(path) : [];
  return Math.max(mtimeMs, ...entries.map((entry) => newestChange(join(path, entry))));
}
