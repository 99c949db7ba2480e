import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { expect, test } from 'vitest';

const manifest = v.parse(
  v.object({
    scripts: v.record(v.string(), v.string()),
    allowScripts: v.record(v.string(), v.boolean()),
    optionalDependencies: v.record(v.string(), v.string()),
  }),
  JSON.parse(read('package.json')),
);

const locked = v.parse(
  v.record(
    v.string(),
    v.object({
      version: v.optional(v.string()),
      integrity: v.optional(v.string()),
      link: v.optional(v.boolean()),
      hasInstallScript: v.optional(v.boolean()),
    }),
  ),
  JSON.parse(read('package-lock.json')).packages,
);

test('no package runs a script when it is installed, and those that bring one are known by name', () => {
  expect(read('.npmrc')).toMatch(/^ignore-scripts=true$/m);
  const withScript = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  // A new one has to work without its script; then it is listed here as refused.
  expect(withScript.map(([path]) => nameOf(path)).sort()).toEqual(Object.keys(manifest.allowScripts).sort());
  expect(Object.values(manifest.allowScripts)).not.toContain(true);
});

test('the lock file has the hash of every package, those of other platforms included', () => {
  const packages = Object.entries(locked).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { integrity = '' }]) => !/^sha512-[\w+/]{86}==$/.test(integrity))).toEqual([]);
});

test('the Node of each platform is a package of its own, in one exact version', () => {
  const names = Object.keys(manifest.optionalDependencies).filter((name) => /^node-/.test(name));
  expect(names.length).toBe(5);
  const versions = names.map((name) => locked[`node_modules/${name}`]?.version);
  expect(new Set(versions).size).toBe(1);
  expect(names.map((name) => manifest.optionalDependencies[name])).toEqual(versions);
  const setup = read('dev/setup/setup.mjs');
  expect(names.filter((name) => !setup.includes(`'${name}/bin/node`))).toEqual([]);
});

test('no command counts on a script before or after it, which npm does not run here', () => {
  const names = Object.keys(manifest.scripts);
  expect(names.filter((name) => names.some((other) => name === `pre${other}` || name === `post${other}`))).toEqual([]);
});

function nameOf(path: string): string {
  return path.replace(/^.*node_modules\//, '');
}

function read(path: string): string {
  return readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');
}
