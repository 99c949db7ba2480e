import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { build } from 'wxt';
import { buildExtension } from '../../dev/browser/build-extension.ts';
import { Reelay } from '../../dev/browser/reelay.ts';
import { policyReports } from './support/stage.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOTICES = 'THIRD-PARTY-NOTICES.txt';
/** Kept for documentation: nobody answers there. */
const ELSEWHERE = 'http://192.0.2.1/';

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'reelay-built-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function filesIn(directory: string): string[] {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((file) => join(file.parentPath, file.name));
}

test('no file of the built extension names a folder of the machine that built it', () => {
  const files = filesIn(buildExtension());
  expect(files.filter((file) => readFileSync(file).includes(ROOT))).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
});

test('every package whose code is in the build is named beside it, with its licence', async () => {
  const outDir = newDirectory();
  // The source maps tell independently what was bundled.
  await build({ root: ROOT, outDir, outDirTemplate: 'built', vite: () => ({ build: { sourcemap: true } }) });
  const maps = filesIn(join(outDir, 'built')).filter((file) => file.endsWith('.map'));
  const sources = maps.flatMap((map): string[] => JSON.parse(readFileSync(map, 'utf8')).sources);
  const bundled = new Set(
    sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? []),
  );
  expect([...bundled].sort()).toEqual(expect.arrayContaining(['comlink', 'mediabunny', 'preact', 'valibot', 'wxt']));

  const notices = readFileSync(join(outDir, 'built', NOTICES), 'utf8').split(`\n${'-'.repeat(80)}\n`);
  for (const name of bundled) {
    const notice = notices.find((text) => text.trim().startsWith(`${name} `)) ?? '';
    expect(notice, name).toMatch(/^Licence: \S+/m);
    expect(notice, name).toMatch(
      /Permission is hereby granted|Permission to use|Apache License|Mozilla Public License/,
    );
  }
  expect(readFileSync(join(buildExtension(), NOTICES), 'utf8')).toBe(notices.join(`\n${'-'.repeat(80)}\n`));
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
