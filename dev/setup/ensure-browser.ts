import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { findBrowsers, findChromium } from './find-chromium.ts';

/** Sees to it that there is a Chromium: installs Debian's when that is possible, else says what to do and fails. */
function ensureBrowser(): void {
  const asked = process.env['CHROMIUM_PATH'] ?? '';
  if (asked === '' && !findBrowsers().some(({ unfit }) => unfit === null) && mayInstall()) install();
  findChromium();
}

function mayInstall(): boolean {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function install(): void {
  console.log('Installing Chromium through apt-get …');
  const commands = [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
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
