import { fileURLToPath } from 'node:url';
import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build';

/** Where the words come from. */
export const ENGLISH = fileURLToPath(new URL('../../locales/en.yml', import.meta.url));

/*
 * What the browser does with the words in an extension, for tests in Node: they read what `locales/en.yml` says today.
 * Runs before each test file.
 */
const words = generateChromeMessages(await parseMessagesFile(ENGLISH));
const getMessage = (key: string, substitutions: readonly string[] = []) =>
  (words[key]?.message ?? '').replace(/\$(\d)/g, (_, number: string) => substitutions[Number(number) - 1] ?? '');
Object.assign(globalThis, { chrome: { i18n: { getMessage } } });
