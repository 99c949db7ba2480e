import type { ComponentType } from 'preact';
import type { Source } from '../../recording/source.ts';
import { CameraIcon, ScreenIcon, SoundIcon, TabCameraIcon, TabIcon } from './icons.tsx';

const ICONS: Readonly<Record<Source, ComponentType>> = {
  tab: TabIcon,
  camera: CameraIcon,
  tabCamera: TabCameraIcon,
  screen: ScreenIcon,
  sound: SoundIcon,
};

/** The icon of a source, on buttons and in place of a poster. */
export function SourceIcon({ source }: { readonly source: Source }) {
  const Icon = ICONS[source];
  return <Icon />;
}
