import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** From this version on, Google Chrome itself (not Chromium, not Chrome for Testing) ignores `--load-extension`. */
const FIRST_CHROME_WITHOUT_EXTENSIONS = 137;

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-for-testing', 'chrome-for-testing', 'google-chrome'];
const APPLICATIONS = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

/** A browser that was found. `unfit` says why it can't be used; null when it can. */
export interface FoundBrowser {
  readonly path: string;
  /** As the browser reports it, such as `Chromium 140.0.7339.80`. */
  readonly version: string;
  readonly unfit: string | null;
}

/**
 * This machine's browsers that may run the extension, in order of preference. When `CHROMIUM_PATH` is set in the
 * environment, it's the only choice.
 */
export function findBrowsers(): FoundBrowser[] {
  const asked = process.env['CHROMIUM_PATH'];
  if (asked !== undefined && asked !== '') return [look(asked)];
  const onPath = COMMANDS.flatMap((command) =>
    (process.env['PATH'] ?? '').split(delimiter).map((directory) => join(directory, command)),
  );
  return [...new Set([...onPath, ...APPLICATIONS])].filter((path) => existsSync(path)).map(look);
}

/**
 * The Chromium to use.
 * @throws Error that says what to install.
 */
export function findChromium(): FoundBrowser {
  const browsers = findBrowsers();
  const fit = browsers.find(({ unfit }) => unfit === null);
  if (fit !== undefined) return fit;
  const seen = browsers.map(({ path, unfit }) => `${path}: ${unfit}`);
  throw new Error(
    [
      'No Chromium was found. Install Chromium or Chrome for Testing, or set CHROMIUM_PATH to its program.',
      ...seen,
    ].join('\n'),
  );
}

function look(path: string): FoundBrowser {
  const { status, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: 20_000 });
  const version = status === 0 ? stdout.trim() : '';
  return { path, version, unfit: whyUnfit(version) };
}

function whyUnfit(version: string): string | null {
  if (version === '') return 'It did not tell its version.';
  const branded = /^Google Chrome (?<major>\d+)\./.exec(version)?.groups?.['major'];
  if (branded === undefined || Number(branded) < FIRST_CHROME_WITHOUT_EXTENSIONS) return null;
  return `Google Chrome from version ${FIRST_CHROME_WITHOUT_EXTENSIONS} on cannot load an extension from a folder by command.`;
}
