import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/page-frame.css';
import './options.css';
import { render } from 'preact';
import { loadMinting } from '../../lib/settings/minting-store.ts';
import { loadSettings } from '../../lib/settings/settings-store.ts';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for its content.');
const [settings, minting] = await Promise.all([loadSettings(), loadMinting()]);
render(<App stored={settings} minting={minting} />, root);
