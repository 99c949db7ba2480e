import { spawnSync } from 'node:child_process';
import { aptInstall, mayInstall } from './apt-install.ts';

/** What the tests that answer the browser's own dialogs need; without it they're skipped. */
const PACKAGES = [
  { program: 'Xvfb', name: 'xvfb' },
  { program: 'xdotool', name: 'xdotool' },
] as const;

const missing = PACKAGES.filter(({ program }) => spawnSync(program, ['-help']).error !== undefined);
const names = missing.map(({ name }) => name);
if (names.length > 0 && mayInstall()) aptInstall(names);
else if (names.length > 0) console.log(`${names.join(' and ')} not found: the tests that need a display are skipped.`);
