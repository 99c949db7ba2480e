import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { buildExtension } from '../../dev/browser/build-extension.ts';
import { Reelay } from '../../dev/browser/reelay.ts';
import { filesIn } from './support/files-in.ts';
import { policyReports } from './support/shared-browser.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** Reserved for documentation: nobody answers there. */
const ELSEWHERE = 'http://192.0.2.1/';

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'reelay-built-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test('no file of the built extension names a folder of the machine that built it', () => {
  const files = filesIn(buildExtension());
  expect(files.filter((file) => readFileSync(file).includes(ROOT))).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
});

test('the policy forbids what the extension has no use for, and what it forbids is reported', async () => {
  const logPath = join(newDirectory(), 'browser.log');
  const flags = ['--enable-logging', `--log-file=${logPath}`];
  await using reelay = await Reelay.launch({ extensionDirectory: buildExtension(), flags });
  const page = await reelay.openPage(`chrome-extension://${reelay.extension.id}/options.html`);
  expect(await policyReports(logPath)).toEqual([]);
  const outcomes = await page.evaluate(async (elsewhere) => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "inline"';
    document.head.append(script);
    const frame = document.createElement('iframe');
    frame.src = elsewhere;
    document.body.append(frame);
    const sent = await fetch(elsewhere).then(String, () => 'blocked');
    return { sent, ranInline: document.title === 'inline' };
  }, ELSEWHERE);
  expect(outcomes).toEqual({ sent: 'blocked', ranInline: false });
  for (const directive of ['script-src', 'connect-src', 'frame-src']) {
    await expect.poll(() => policyReports(logPath).then((reports) => reports.join())).toContain(directive);
  }
});
