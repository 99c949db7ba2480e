import { qualityOf } from '../../lib/recording/presets.ts';
import { DEFAULT_SETTINGS } from '../../lib/settings/settings.ts';

const QUALITY = qualityOf('normal', 'camera', DEFAULT_SETTINGS);

/** Reelay's defaults for recording a camera, for the recorders it's compared with. */
export const DEFAULT_WISHES = {
  ...DEFAULT_SETTINGS,
  videoBitsPerSecond: QUALITY.videoBitsPerSecond,
  cameraWidth: QUALITY.camera.width,
  cameraHeight: QUALITY.camera.height,
  cameraFrameRate: QUALITY.camera.frameRate,
};
