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

/** How long the camera's film is before it begins again. */
export const FILM_SECONDS = 10;
/** What the microphone hears, in bursts. */
export const MICROPHONE_HZ = 1_000;

/** What is in front of a browser's camera and microphone, and who may use them. */
export interface Devices {
  /** Whether the camera shows nothing but noise, which no codec can make small, instead of frames that count. */
  readonly cameraNoise?: boolean;
  /** What the microphone hears, in bursts: nothing at 0; {@link MICROPHONE_HZ} when absent. */
  readonly microphoneHz?: number;
  /** Whether the browser asks before it gives them to a page, as it does for a person; false when absent. */
  readonly asksForDevices?: boolean;
}

/** Whether a test makes the policy forbid something on purpose; that nothing is forbidden is not expected then. */
interface Expectations {
  readonly breaksPolicy: boolean;
}

/** A browser with the extension. Its disposal fails when anything broke the extension's policy that was not meant to. */
export interface TestBrowser extends AsyncDisposable {
  readonly reelay: Reelay;
}

/** Starts one of its own; it and its files are gone when it is disposed of. */
export async function startBrowser(devices: Devices, { breaksPolicy }: Expectations): Promise<TestBrowser> {
  const { reelay, logPath, ...browser } = await launch(devices);
  return {
    reelay,
    [Symbol.asyncDispose]: async () => {
      await reelay.close();
      // Checked last: nothing that any test did broke the policy.
      const reports = await policyReports(logPath);
      await browser[Symbol.asyncDispose]();
      if (!breaksPolicy) expect(reports).toEqual([]);
    },
  };
}

interface LoggedBrowser extends AsyncDisposable {
  readonly reelay: Reelay;
  /** What the browser writes to. */
  readonly logPath: string;
}

async function launch(devices: Devices): Promise<LoggedBrowser> {
  const { cameraNoise = false, microphoneHz = MICROPHONE_HZ, asksForDevices = false } = devices;
  await using failing = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'reelay-browser-'));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  // Also where nobody waits for the end of the tests.
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
    // Whoever asks for a screen gets the page to record, as if it was chosen.
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
 * The browser that the files of a run share, with an extension that was installed just now: no recording, no settings, no
 * log and no permission of another file is there. Its disposal takes the extension and all pages away, and leaves the
 * browser to the next file.
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
  // With its last page the browser would close its window.
  const blank = await browser.newPage();
  await Promise.all((await browser.pages()).map((page) => (page === blank ? null : page.close())));
  await browser.uninstallExtension(extension.id);
}

/** What pages, documents and workers reported as forbidden by a content security policy; a report a line. */
export async function policyReports(logPath: string): Promise<string[]> {
  const lines = (await readFile(logPath, 'utf8')).split('\n');
  return lines.filter((line) => /Content Security Policy/i.test(line));
}

/** Nobody says which file is the last: the process that runs them is ended by a signal when all have run. */
function endWithProcess(browser: LoggedBrowser): void {
  process.once('SIGTERM', () => {
    void Promise.resolve(browser[Symbol.asyncDispose]()).finally(() => process.exit());
  });
}
