import type { Source } from '../../recording/source.ts';
import { openCamera } from './camera.ts';
import { openScreen } from './screen.ts';
import { openSound } from './sound.ts';
import type { OpenSource } from './source-streams.ts';
import { openTab } from './tab.ts';
import { openTabCamera } from './tab-camera.ts';

/** How each source is opened. */
export const OPEN_SOURCE: Readonly<Record<Source, OpenSource>> = {
  tab: openTab,
  camera: openCamera,
  tabCamera: openTabCamera,
  screen: openScreen,
  sound: openSound,
};
