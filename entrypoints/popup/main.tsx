import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/controls.css';
import '../../lib/ui/kit/page-frame.css';
import '../../lib/ui/recording/recording.css';
import '../../lib/ui/devices/devices.css';
import '../../lib/ui/recording/sound-controls.css';
import './popup.css';
import { browser } from 'wxt/browser';
import { takeRefusal } from '../../lib/commands/start-refusal.ts';
import { loadDraft } from '../../lib/commands/url-draft.ts';
import { loadChoices } from '../../lib/settings/choices-store.ts';
import { loadSettings } from '../../lib/settings/settings-store.ts';
import { openPage, PageContext } from '../../lib/ui/kit/page.ts';
import { renderPage } from '../../lib/ui/kit/page-frame.tsx';
import { createStartModel } from '../../lib/ui/start/start-model.ts';
import { t } from '../../lib/words/t.ts';
import { App } from './app.tsx';

const page = openPage();
const [choices, settings, draft, refusal] = await Promise.all([
  loadChoices(),
  loadSettings(),
  loadDraft(),
  takeRefusal(browser.storage.session),
]);
const model = createStartModel({ choices, settings, draft, refusal }, page);

renderPage(
  t('manifest.name'),
  <PageContext value={page}>
    <App model={model} />
  </PageContext>,
);
