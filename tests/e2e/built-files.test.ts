import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { buildExtension } from '../../dev/browser/build-extension.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('no file of the built extension names a folder of the machine that built it', () => {
  const directory = buildExtension();
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const naming = files.filter((file) => readFileSync(join(file.parentPath, file.name)).includes(ROOT));
  expect(naming.map(({ name }) => name)).toEqual([]);
  expect(files.length).toBeGreaterThan(10);
});
