import '../../lib/ui/kit/theme.css';
import '../../lib/ui/kit/page-frame.css';
import './permission.css';
import { render } from 'preact';
import { devicesOf } from '../../lib/ui/permission/permission-words.ts';
import { App } from './app.tsx';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no place for its content.');
render(<App devices={devicesOf(location.search)} />, root);
