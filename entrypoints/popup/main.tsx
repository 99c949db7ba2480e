import '../../lib/ui/theme.css';
import '../../lib/ui/page-frame.css';
import '../../lib/ui/recording.css';
import './popup.css';
import { render } from 'preact';
import { browser } from 'wxt/browser';
import { loadRefusal } from '../../lib/relay/start-refusal.ts';
import { loadChoices } from '../../lib/ui/choices.ts';
import { openPage, PageContext } from '../../lib/ui/page.ts';
import { loadDraft } from '../../lib/ui/url-draft.ts';
import { App } from './app.tsx';
import { createStartModel } from './start-model.ts';

const page = openPage();
const [choices, draft, refusal] = await Promise.all([loadChoices(), loadDraft(), loadRefusal(browser.storage.session)]);
const model = createStartModel({ choices, draft, refusal }, page);

const root = document.getElementById('app');
if (root === null) throw new Error('The popup has no place for its content.');
render(
  <PageContext value={page}>
    <App model={model} />
  </PageContext>,
  root,
);
