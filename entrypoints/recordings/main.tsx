import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/page-frame.css';
import '../../lib/ui/kit/recording.css';
import './recordings.css';
import { render } from 'preact';
import { openPage, PageContext } from '../../lib/ui/kit/page.ts';
import { openShelf, ShelfContext } from '../../lib/ui/library/library.ts';
import { readStored } from '../../lib/ui/library/read-stored.ts';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for its content.');
const page = openPage();
const shelf = openShelf(page, readStored);
addEventListener('beforeunload', (event) => {
  // Leaving would give up the copies that are being made.
  const isSaving = [...shelf.copies.states.value.values()].some(({ kind }) => kind === 'saving' || kind === 'waiting');
  if (isSaving) event.preventDefault();
});
render(
  <PageContext value={page}>
    <ShelfContext value={shelf}>
      <App />
    </ShelfContext>
  </PageContext>,
  root,
);
