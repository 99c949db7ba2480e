import { openCamera } from './camera.ts';
import type { OpenSource } from './source-streams.ts';
import { openTab } from './tab.ts';

/** A tab with the camera's picture over it. Both open at the same time: the tab's stream id expires within seconds. */
export const openTabCamera: OpenSource = async (request, opened) => {
  const [tab, camera] = await Promise.all([openTab(request, opened), openCamera(request, opened)]);
  return { ...tab, camera: camera.camera };
};
