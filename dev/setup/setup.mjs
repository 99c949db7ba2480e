/*
 * What a fresh clone needs before any other command: the packages of package-lock.json (with a current Node among
 * them) and WXT's generated files; with --browser also a Chromium, with --display a virtual screen for the tests.
 * Does nothing, at once, when all of it is there.
 *
 * Plain JavaScript without dependencies, for Node 20: nothing else is there yet when it runs.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The Node that the `node` package brings; npm puts it first on the PATH of every script. */
const CURRENT_NODE = join(ROOT, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
/** npm writes it last: what it installed. */
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const WXT_TYPES = join(ROOT, '.wxt/tsconfig.json');

if (!packagesAreInstalled()) installPackages();
if (!existsSync(CURRENT_NODE)) npm(['rebuild', 'node'], 'The current Node (package “node”) could not be installed.');
// `npm run types` brings them up to date; here they only have to exist.
if (!existsSync(WXT_TYPES)) {
  run(CURRENT_NODE, ['node_modules/wxt/bin/wxt.mjs', 'prepare'], 'WXT could not generate its types.');
}
if (process.argv.includes('--browser')) {
  run(CURRENT_NODE, ['dev/setup/ensure-browser.ts'], null);
}
if (process.argv.includes('--display')) {
  run(CURRENT_NODE, ['dev/setup/ensure-display.ts'], null);
}

/** Whether node_modules holds what the lock file asks for; packages for other platforms may be missing. */
function packagesAreInstalled() {
  if (!existsSync(INSTALLED)) return false;
  const wanted = packagesOf(join(ROOT, 'package-lock.json'));
  const installed = packagesOf(INSTALLED);
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

/** @param {string} lockFile @returns {Record<string, { version?: string; optional?: boolean }>} */
function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
}

function installPackages() {
  console.log('Installing the packages of package-lock.json …');
  // `engines` of the packages mean the Node that comes with them, not the one that installs them.
  npm(
    ['ci', '--no-audit', '--no-fund', '--loglevel=error'],
    'npm could not install the packages; its reason stands above.',
  );
}

/** @param {string[]} args @param {string} complaint */
function npm(args, complaint) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) run(process.execPath, [cli, ...args], complaint);
  else run('npm', args, complaint);
}

/**
 * Runs a program; ends this one when it fails.
 * @param {string} program @param {string[]} args @param {string | null} complaint null when the program complains itself
 */
function run(program, args, complaint) {
  const { status, error } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (status === 0) return;
  if (error !== undefined) console.error(error.message);
  if (complaint !== null) console.error(complaint);
  process.exit(1);
}
