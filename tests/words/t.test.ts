import { expect, test } from 'vitest';
import { t } from '../../lib/words/t.ts';

test('an id is rendered with the words of locales/en.yml', () => {
  expect(t('ui.log.empty')).toBe('Nothing to show.');
});
