import { fileURLToPath } from 'node:url';
import { generateChromeMessages, parseMessagesFile } from '@wxt-dev/i18n/build';

/** Where the words are. */
export const ENGLISH = fileURLToPath(new URL('../../locales/en.yml', import.meta.url));

/*
 * What the browser does with the words in an extension, for tests in Node: they read what `locales/en.yml` says today.
 * Runs before each test file.
 */
const words = generateChromeMessages(await parseMessagesFile(ENGLISH));
Object.assign(globalThis, { chrome: { i18n: { getMessage: (key: string) => words[key]?.message ?? '' } } });
