import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { noticesOf, packageOf } from '../../dev/build/third-party-notices.ts';

test.each([
  ['/work/node_modules/preact/dist/preact.mjs', 'preact'],
  ['/work/node_modules/@noble/hashes/sha2.js?v=1', '@noble/hashes'],
  ['/work/node_modules/wxt/node_modules/@wxt-dev/browser/src/index.mjs', '@wxt-dev/browser'],
  ['C:\\work\\node_modules\\idb\\build\\index.js', 'idb'],
  ['\0vite/preload-helper.js', 'vite'],
  ['\0rolldown/runtime.js', 'rolldown'],
  ['\0@oxc-project+runtime@0.156.0/helpers/esm/usingCtx.js', '@oxc-project/runtime'],
  ['virtual:wxt-background-entrypoint?/work/entrypoints/background/index.ts', 'wxt'],
  ['/work/lib/upload/session.ts', null],
])('%j comes from %s', (moduleId, name) => {
  expect(packageOf(moduleId)).toBe(name);
});

test('code that comes from nowhere known ends the build', () => {
  expect(() => packageOf('\0some-plugin/helper.js')).toThrow('some-plugin/helper.js');
});

test('a package without a licence text ends the build', () => {
  const packages = mkdtempSync(join(tmpdir(), 'reelay-packages-'));
  onTestFinished(() => rmSync(packages, { recursive: true, force: true }));
  mkdirSync(join(packages, 'bare'));
  writeFileSync(join(packages, 'bare/package.json'), '{ "version": "1.2.3", "license": "MIT" }');
  expect(() => noticesOf(['bare'], packages)).toThrow('The package bare is bundled and has no licence text.');
  writeFileSync(join(packages, 'bare/LICENCE.txt'), 'Do what you like.');
  expect(noticesOf(['bare'], packages)).toMatch(/bare 1\.2\.3\nLicence: MIT[\s\S]*Do what you like\./);
});
