import { aptInstall, mayInstall } from './apt-install.ts';
import { findBrowsers, findChromium } from './find-chromium.ts';

// Makes sure there's a Chromium: installs Debian's if possible, otherwise says what to do and fails.
try {
  const asked = process.env['CHROMIUM_PATH'] ?? '';
  if (asked === '' && !findBrowsers().some(({ unfit }) => unfit === null) && mayInstall()) aptInstall(['chromium']);
  findChromium();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
