import { rmSync } from 'node:fs';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { buildExtension } from '../../../dev/browser/build-extension.ts';
import { LIGHT_FLAGS } from '../../../dev/browser/light-load.ts';
import { Reelay } from '../../../dev/browser/reelay.ts';
import { writeBursts } from '../../../dev/pages/wav.ts';
import { writeY4m } from '../../../dev/pages/y4m.ts';

/** How long the camera's film is before it repeats. */
export const FILM_SECONDS = 10;
/** What the microphone hears, in bursts. */
export const MICROPHONE_HZ = 1_000;

/** What a browser's camera and microphone pick up, and who may use them. */
export interface Devices {
  /** Whether the camera shows only noise, which no codec can compress, instead of counting frames. */
  readonly cameraNoise?: boolean;
  /** What the microphone hears, in bursts: nothing if 0; {@link MICROPHONE_HZ} when omitted. */
  readonly microphoneHz?: number;
  /** Whether the browser asks before a page gets them, as it does for real users; false when omitted. */
  readonly asksForDevices?: boolean;
}

/** Whether a test deliberately makes the policy block something; if so, violations are allowed. */
interface Expectations {
  readonly breaksPolicy: boolean;
}

/** A browser with the extension. Disposing of it fails if anything unexpectedly violated the extension's policy. */
export interface TestBrowser extends AsyncDisposable {
  readonly reelay: Reelay;
}

/** Starts a separate one; it and its files are gone once it's disposed of. */
export async function startBrowser(devices: Devices, { breaksPolicy }: Expectations): Promise<TestBrowser> {
  const { reelay, logPath, ...browser } = await launch(devices);
  return {
    reelay,
    [Symbol.asyncDispose]: async () => {
      await reelay.close();
      // Checked last: no test violated the policy.
      const reports = await policyReports(logPath);
      await browser[Symbol.asyncDispose]();
      if (!breaksPolicy) expect(reports).toEqual([]);
    },
  };
}

interface LoggedBrowser extends AsyncDisposable {
  readonly reelay: Reelay;
  /** The file that the browser logs to. */
  readonly logPath: string;
}

async function launch(devices: Devices): Promise<LoggedBrowser> {
  const { cameraNoise = false, microphoneHz = MICROPHONE_HZ, asksForDevices = false } = devices;
  await using failing = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'reelay-browser-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  // Even if nobody waits for the tests to end.
  process.once('exit', remove);
  failing.defer(() => {
    process.off('exit', remove);
    remove();
  });
  const [filmPath, soundPath, logPath] = ['camera.y4m', 'microphone.wav', 'browser.log'].map((name) =>
    join(directory, name),
  ) as [string, string, string];
  await writeY4m({ path: filmPath, seconds: FILM_SECONDS, noise: cameraNoise ? 'everywhere' : true });
  await writeBursts(soundPath, microphoneHz);
  const reelay = await Reelay.launch({
    extensionDirectory: buildExtension(),
    camera: { filmPath },
    soundPath,
    asksForDevices,
    // A request for a screen gets the page to record, as if it had been chosen.
    flags: [
      ...LIGHT_FLAGS,
      '--auto-select-tab-capture-source-by-title=Frame counter',
      '--enable-logging',
      `--log-file=${logPath}`,
    ],
  });
  failing.use(reelay);
  const disposal = failing.move();
  return { reelay, logPath, [Symbol.asyncDispose]: () => disposal.disposeAsync() };
}

let shared: LoggedBrowser | null = null;

/**
 * The browser shared by all test files of a run, with a freshly installed extension: no recordings, settings, log or
 * permissions are left from other files. Disposing of it removes the extension and all pages, and leaves the browser to
 * the next file.
 */
export async function borrowBrowser({ breaksPolicy }: Expectations): Promise<TestBrowser> {
  const { reelay, logPath } = await launchOrInstall();
  const before = (await policyReports(logPath)).length;
  return {
    reelay,
    [Symbol.asyncDispose]: async () => {
      await giveBack(reelay);
      const reports = await policyReports(logPath);
      if (!breaksPolicy) expect(reports.slice(before)).toEqual([]);
    },
  };
}

async function launchOrInstall(): Promise<Omit<LoggedBrowser, typeof Symbol.asyncDispose>> {
  if (shared?.reelay.browser.connected !== true) {
    shared = await launch({});
    endWithProcess(shared);
    return shared;
  }
  const { reelay, logPath } = shared;
  await reelay.browser.installExtension(buildExtension());
  return { reelay: await Reelay.attach(reelay.browser), logPath };
}

async function giveBack({ browser, extension }: Reelay): Promise<void> {
  if (!browser.connected) return;
  // Closing its last page would close the browser's window.
  const blank = await browser.newPage();
  await Promise.all((await browser.pages()).map((page) => (page === blank ? null : page.close())));
  await browser.uninstallExtension(extension.id);
}

/** What pages, documents and workers reported as blocked by a content security policy, one line per report. */
export async function policyReports(logPath: string): Promise<string[]> {
  const lines = (await readFile(logPath, 'utf8')).split('\n');
  return lines.filter((line) => /Content Security Policy/i.test(line));
}

/** Nothing tells which file is the last: the process that runs them is ended by a signal when all are done. */
function endWithProcess(browser: LoggedBrowser): void {
  process.once('SIGTERM', () => {
    void Promise.resolve(browser[Symbol.asyncDispose]()).finally(() => process.exit());
  });
}
