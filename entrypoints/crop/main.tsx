import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/controls.css';
import '../../lib/ui/kit/page-frame.css';
import './crop.css';
import { send } from '../../lib/commands/messenger.ts';
import { renderPage } from '../../lib/ui/kit/page-frame.tsx';
import { t } from '../../lib/words/t.ts';
import { App } from './app.tsx';
import { openStill } from './open-still.ts';

// A page that is loaded again gets no still: the background gives it once.
const still = await openStill(() => send('background/still', null));

renderPage(t('ui.title.crop'), <App still={still} />);
