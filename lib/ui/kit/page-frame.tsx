import { type ComponentChildren, render } from 'preact';
import { browser } from 'wxt/browser';
import { t } from '../../words/t.ts';
import { BrandIcon, SettingsIcon } from './icons.tsx';

/** Renders a page into its `#app`, and sets the page's title and language. */
export function renderPage(title: string, content: ComponentChildren): void {
  const root = document.getElementById('app');
  if (root === null) throw new Error('The page has no #app element.');
  document.title = title;
  document.documentElement.lang = t('language');
  render(content, root);
}

interface PageHeadProps {
  readonly title: string;
  readonly isOnRecordings?: boolean;
}

/** The header of the popup and of the recordings page, with links to the other pages. */
export function PageHead({ title, isOnRecordings = false }: PageHeadProps) {
  return (
    <header class="page-head">
      <BrandIcon />
      <h1>{title}</h1>
      <nav class="page-links" aria-label={t('ui.nav.name')}>
        {!isOnRecordings && (
          <a href="/recordings.html" target="_blank" rel="noopener">
            {t('ui.nav.recordings')}
          </a>
        )}
        <a
          href="/options.html"
          class="icon-link"
          aria-label={t('ui.nav.settings')}
          title={t('ui.nav.settings')}
          onClick={(event) => {
            event.preventDefault();
            // The browser reuses a settings tab that is already open.
            void browser.runtime.openOptionsPage();
          }}
        >
          <SettingsIcon />
        </a>
      </nav>
    </header>
  );
}
