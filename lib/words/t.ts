import { createI18n } from '@wxt-dev/i18n';
import type { GeneratedI18nStructure } from '../../.wxt/i18n/structure.d.ts';

/** The id of an entry in `locales/en.yml`. */
export type WordId = keyof GeneratedI18nStructure;

/**
 * The words of `locales/en.yml` in the browser's language: `t('ui.log.empty')`, `t('ui.x', { name })`, `t('ui.y', count)`.
 * Only where `browser.i18n` exists: in pages and in the background, not in the offscreen document or a worker.
 */
export const { t } = createI18n<GeneratedI18nStructure>();

/** The same for an id that is known only at run time, with its placeholders' words. */
export const tFor: (id: WordId, data: Readonly<Record<string, string>>) => string = createI18n().t;
