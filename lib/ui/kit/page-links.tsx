import { browser } from 'wxt/browser';
import { SettingsIcon } from './icons.tsx';

/** The ways to the other pages. Each opens in a tab of its own; options have a place that the browser knows. */
export function PageLinks({ isOnRecordings }: { readonly isOnRecordings: boolean }) {
  return (
    <nav class="page-links" aria-label="Reelay">
      {!isOnRecordings && (
        <a href="/recordings.html" target="_blank" rel="noopener">
          Recordings
        </a>
      )}
      <a
        href="/options.html"
        class="icon-link"
        aria-label="Settings"
        title="Settings"
        onClick={(event) => {
          event.preventDefault();
          void browser.runtime.openOptionsPage();
        }}
      >
        <SettingsIcon />
      </a>
    </nav>
  );
}
