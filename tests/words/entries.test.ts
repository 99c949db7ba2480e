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
  // Or by all ids that begin alike, with what differs filled in.
  const stem = (id: string) => id.slice(0, id.lastIndexOf('.') + 1);
  const isUsed = (id: string) =>
    [`'${id}'`, `__MSG_${id.replaceAll('.', '_')}__`, `\`${stem(id)}\${`].some((use) => code.includes(use));
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
