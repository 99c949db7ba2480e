import '../../lib/ui/theme.css';
import '../../lib/ui/page-frame.css';
import '../../lib/ui/recording.css';
import { render } from 'preact';
import { openPage, PageContext } from '../../lib/ui/page.ts';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for its content.');
render(
  <PageContext value={openPage()}>
    <App />
  </PageContext>,
  root,
);
