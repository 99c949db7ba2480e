import { qualityOf } from '../../lib/recording/presets.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';

const QUALITY = qualityOf('normal', 'camera', DEFAULT_SETTINGS);

/** What Reelay records a camera with until you change it: for the recorders that it is compared with. */
export const DEFAULT_WISHES = {
  ...DEFAULT_SETTINGS,
  videoBitsPerSecond: QUALITY.videoBitsPerSecond,
  cameraWidth: QUALITY.camera.width,
  cameraHeight: QUALITY.camera.height,
  cameraFrameRate: QUALITY.camera.frameRate,
};
