import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/controls.css';
import '../../lib/ui/kit/page-frame.css';
import '../../lib/ui/recording/recording.css';
import './item.css';
import './recordings.css';
import { send } from '../../lib/commands/messenger.ts';
import { openPage, PageContext } from '../../lib/ui/kit/page.ts';
import { renderPage } from '../../lib/ui/kit/page-frame.tsx';
import { LibraryContext, openLibrary } from '../../lib/ui/library/library.ts';
import { readStored } from '../../lib/ui/library/read-stored.ts';
import { t } from '../../lib/words/t.ts';
import { App } from './app.tsx';

const page = openPage();
const library = openLibrary(page, readStored, () => {
  send('background/records-missing', null).catch((error: unknown) => console.warn('Nobody looks for records.', error));
});
addEventListener('beforeunload', (event) => {
  // Leaving the page would abort unfinished copies.
  const isSaving = [...library.copies.states.value.values()].some(
    ({ kind }) => kind === 'saving' || kind === 'waiting',
  );
  if (isSaving) event.preventDefault();
});
renderPage(
  t('ui.title.recordings'),
  <PageContext value={page}>
    <LibraryContext value={library}>
      <App />
    </LibraryContext>
  </PageContext>,
);
