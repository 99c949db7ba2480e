import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { build } from 'wxt';
import { buildExtension } from '../../../dev/browser/build-extension.ts';
import { filesIn } from '../support/files-in.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const NOTICES = 'THIRD-PARTY-NOTICES.txt';

test('every package whose code is in the build is named beside it, with its licence', async () => {
  const outDir = mkdtempSync(join(tmpdir(), 'reelay-built-'));
  onTestFinished(() => rmSync(outDir, { recursive: true, force: true }));
  // The source maps are an independent record of what was bundled.
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
