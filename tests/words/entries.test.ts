import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build';
import { expect, test } from 'vitest';
import { ENGLISH } from '../support/english-words.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ids = (await parseMessagesFile(ENGLISH)).map(({ key }) => key.join('.')).filter((id) => !id.startsWith('@@'));

/** All code but the table of messages, which names each of them. */
function source(): string {
  const files = ['lib', 'entrypoints'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(ROOT, folder, file)),
  );
  const code = [...files, join(ROOT, 'wxt.config.ts')].filter((file) => /\.tsx?$/.test(file));
  const isTable = (file: string) => file.includes(join('lib', 'recording', 'messages'));
  return code.flatMap((file) => (isTable(file) ? [] : readFileSync(file, 'utf8'))).join('\n');
}

test('every entry of locales/en.yml is used, by its full id', () => {
  const code = source();
  const isUsed = (id: string) => code.includes(`'${id}'`) || code.includes(`__MSG_${id.replaceAll('.', '_')}__`);
  expect(ids.filter((id) => !isUsed(id))).toEqual([]);
  expect(ids.length).toBeGreaterThan(100);
});

test('every file of words names its own language', async () => {
  const folder = join(ROOT, 'locales');
  for (const file of readdirSync(folder)) {
    const words = generateChromeMessages(await parseMessagesFile(join(folder, file)));
    expect(`${words['language']?.message.replace('-', '_')}.yml`).toBe(file);
  }
});
