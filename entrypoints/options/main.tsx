import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/controls.css';
import '../../lib/ui/kit/page-frame.css';
import './options.css';
import { loadMinting } from '../../lib/settings/minting-store.ts';
import { loadSettings } from '../../lib/settings/settings-store.ts';
import { renderPage } from '../../lib/ui/kit/page-frame.tsx';
import { t } from '../../lib/words/t.ts';
import { App } from './app.tsx';

const [settings, minting] = await Promise.all([loadSettings(), loadMinting()]);
renderPage(t('ui.title.settings'), <App stored={settings} minting={minting} />);
