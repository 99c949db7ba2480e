import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findBrowsers, findChromium } from './find-chromium.ts';

/** What the tests of the browser's own dialogs need; without it they are skipped, and say so. */
const DISPLAY_PROGRAMS: Readonly<Record<string, string>> = { Xvfb: 'xvfb', xdotool: 'xdotool' };

/**
 * Sees to it that there is a Chromium, and a display for it that nobody sees: installs Debian's when that is possible,
 * else says what to do, and fails if it is the Chromium that is missing.
 */
function ensureBrowser(): void {
  const asked = process.env['CHROMIUM_PATH'] ?? '';
  const missing = [
    ...(asked === '' && !findBrowsers().some(({ unfit }) => unfit === null) ? ['chromium'] : []),
    ...Object.entries(DISPLAY_PROGRAMS).flatMap(([program, name]) => (isOnPath(program) ? [] : [name])),
  ];
  if (missing.length > 0 && mayInstall()) install(missing);
  findChromium();
}

function isOnPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((directory) => existsSync(join(directory, program)));
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function install(packages: readonly string[]): void {
  console.log(`Installing ${packages.join(', ')} through apt-get …`);
  const commands = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ];
  for (const args of commands) {
    const { status, stdout, stderr } = spawnSync('apt-get', args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
    if (status === 0) continue;
    console.error(`${stdout ?? ''}${stderr ?? ''}`.trimEnd());
    console.error(`apt-get ${args.join(' ')} failed.`);
    return;
  }
}

try {
  ensureBrowser();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
