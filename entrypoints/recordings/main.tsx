import '../../lib/ui/theme.css';
import '../../lib/ui/page-frame.css';
import '../../lib/ui/recording.css';
import './recordings.css';
import { render } from 'preact';
import { openPage, PageContext } from '../../lib/ui/page.ts';
import { App } from './app.tsx';
import { readStored } from './read-stored.ts';
import { openShelf, ShelfContext } from './shelf.ts';

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
