import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/controls.css';
import '../../lib/ui/kit/page-frame.css';
import './permission.css';
import { renderPage } from '../../lib/ui/kit/page-frame.tsx';
import { devicesOf } from '../../lib/ui/permission/permission-words.ts';
import { t } from '../../lib/words/t.ts';
import { App } from './app.tsx';

renderPage(t('ui.title.permission'), <App devices={devicesOf(location.search)} />);
