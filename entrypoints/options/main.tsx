import '../../lib/ui/theme.css';
import '../../lib/ui/page-frame.css';
import './options.css';
import { render } from 'preact';
import { loadSettings } from '../../lib/settings/settings-store.ts';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for its content.');
render(<App stored={await loadSettings()} />, root);
