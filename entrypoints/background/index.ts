import { defineBackground } from 'wxt/utils/define-background';
import { listen } from '../../lib/control/listen.ts';

export default defineBackground(listen);
